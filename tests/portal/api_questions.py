"""Sending questions about eligibility to the API."""

import json

from tests.portal.api_contract import PROBLEM, check

PATH = "/api/v1/eligibility/"


def send(client, body, **more):
    """The answer to a body, an object or raw; it fits the document."""
    raw = body if isinstance(body, bytes | str) else json.dumps(body)
    response = client.post(PATH, raw, content_type="application/json", **more)
    check(response, PATH)
    return response


def refused(client, body, status=422):
    """What a refusal names, with the reasons."""
    response = send(client, body)
    assert response.status_code == status, response.content
    assert response["Content-Type"] == PROBLEM
    return {error["parameter"]: error["detail"] for error in response.json().get("errors") or ()}
