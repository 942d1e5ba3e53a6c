# One image for web, worker and beat; compose.yaml starts all three with PostgreSQL and Redis.
FROM python:3.13-slim-bookworm AS build
WORKDIR /app
COPY requirements.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir -r requirements.txt
COPY manage.py ./
COPY portal portal
COPY accounts accounts
COPY programs programs
COPY spaces spaces
COPY templates templates
COPY static static
# The compiled messages and the hashed static files are part of the image.
RUN /venv/bin/python -m portal.messages \
    && STATIC_MANIFEST=true VAR_DIR=/tmp/var /venv/bin/python manage.py collectstatic --noinput --verbosity 0

FROM python:3.13-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /app portal && mkdir -p /data && chown portal /data
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 STATIC_MANIFEST=true VAR_DIR=/data LOG_FORMAT=json
USER portal
VOLUME /data
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "16", "--no-ws", "portal.wsgi:application"]
