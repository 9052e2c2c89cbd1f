"""What 1EdTech's validator of Open Badges 2.0 says of each case: {tool: {case: {accepts, detail}}}.

    python judge_1edtech.py CORPUS
"""

import collections
import collections.abc
import io
import json
import logging
import sys
import warnings

warnings.simplefilter("ignore")
# python-jose 3.0.1 is older than Python 3.10, where these names moved.
for name in ("Mapping", "Iterable", "MutableMapping", "Callable"):
    setattr(collections, name, getattr(collections.abc, name))

import requests  # noqa: E402
from corpus import Corpus  # noqa: E402
from openbadges import verifier  # noqa: E402
from openbadges.verifier.openbadges_context import (  # noqa: E402
    OPENBADGES_CONTEXT_V2_DICT,
    OPENBADGES_CONTEXT_V2_URI,
)

logging.disable(logging.CRITICAL)
corpus = Corpus(sys.argv[1])


def send(_adapter, request, **_options):
    """Answers in the network's place, from the corpus and the package's own context."""
    answer = requests.Response()
    answer.request, answer.url = request, request.url
    if request.url.split("#")[0] == OPENBADGES_CONTEXT_V2_URI:
        body, kind = json.dumps(OPENBADGES_CONTEXT_V2_DICT).encode(), "application/ld+json"
    elif request.url in corpus.entries:
        body, kind = corpus.document(request.url), corpus.media_type(request.url)
    else:
        raise requests.ConnectionError(f"{request.url} is out of reach")
    answer.status_code = 200
    answer.headers["Content-Type"] = kind
    answer.encoding = None if kind.startswith("image/") else "utf-8"
    answer.raw = io.BytesIO(body)
    answer._content = body
    return answer


requests.adapters.HTTPAdapter.send = send


def judge(case):
    data = corpus.bytes_of(case)
    given = data.decode("utf-8", "replace").strip()
    if case["kind"] in ("png2", "svg2"):
        given = io.BytesIO(data)
        given.name = f"badge.{case['kind'][:3]}"  # it asks for the name
    asked = {"email": case["recipient"]} if case["recipient"] else None
    # Without a cache_backend the validator keeps nothing between cases.
    report = verifier.verify(given, recipient_profile=asked, use_cache=False, cache_backend=None)["report"]
    messages = [m["result"] for m in report["messages"] if m["messageLevel"] == "ERROR"]
    return {"accepts": report["valid"], "detail": "; ".join(messages)[:400]}


said = {}
for case in corpus.cases:
    if case["kind"] not in ("ob2", "hosted2", "png2", "svg2"):
        continue
    try:
        said[case["name"]] = judge(case)
    except Exception as error:  # whatever the tool throws is its answer
        said[case["name"]] = {"accepts": False, "detail": f"{type(error).__name__}: {error}"[:400]}
print(json.dumps({"openbadges": said}))
