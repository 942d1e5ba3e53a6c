"""The portal's addresses and two bare ones: a page of 50 rows out of memory, and the bytes of another page."""

from django.http import HttpResponse
from django.template import Context, Engine
from django.urls import path

from portal.urls import *  # noqa: F403
from portal.urls import urlpatterns as own

#: What the second bare page says; the probe fills it in.
SAME = {"bytes": b"", "type": "text/html", "encoding": ""}

ROWS = [
    {
        "slug": f"entry-{n}",
        "name": f"Rent support for laboratories and offices {n}",
        "far": f"实验室和办公室租金支持 {n}",
        "summary": "Firms that rent laboratories or offices in the zone can have half of the rent paid back. "
        * 3,
        "area": "Hetao",
        "figure": "50% of the cost, up to CNY 1,000,000",
        "state": "Open",
        "source": "Administration of the zone, 12 Mar 2026",
    }
    for n in range(50)
]

PAGE = Engine(libraries={}).from_string(
    """<!doctype html><html lang="en"><head><title>Bare</title></head><body><h1>Bare</h1><ul>
    {% for row in rows %}<li><h3><a href="{% url "bench-row" row.slug %}">{{ row.name }}
    <span lang="zh">{{ row.far }}</span></a></h3><p>{{ row.summary|truncatechars:160 }}</p>
    <p>{{ row.area }} · {{ row.state }} · {{ row.source }}</p><b>{{ row.figure }}</b></li>
    {% endfor %}</ul></body></html>"""
)


def template(request):
    return HttpResponse(PAGE.render(Context({"rows": ROWS})))


def same_bytes(request):
    response = HttpResponse(SAME["bytes"], content_type=SAME["type"])
    if SAME["encoding"]:
        response["Content-Encoding"] = SAME["encoding"]
    return response


urlpatterns = [
    path("bench/template/", template, name="healthz"),
    path("bench/bytes/", same_bytes, name="readyz"),
    path("bench/row/<slug:slug>/", template, name="bench-row"),
    *own,
]
