"""What openbadgeslib and openbadges-bakery say of each case: {tool: {case: {accepts, detail, text}}}.

    python judge.py CORPUS
"""

import base64
import io
import json
import logging
import sys

import openbadges_bakery
from corpus import Corpus
from openbadgeslib import baking
from openbadgeslib.ob2 import OB2Verifier
from openbadgeslib.ob3 import OB3LdpVerifier, OB3Verifier

logging.disable(logging.CRITICAL)
corpus = Corpus(sys.argv[1])
STATUS = ("rich", "revoked", "status-out-of-reach", "token-rich", "token-revoked")


def credential(text, signed_lists=True):
    """Judges an OB 3.0 text, whatever the form of its proof."""
    asked = {"check_status": True, "verify_status_list": signed_lists, "download": corpus.document}
    if text.lstrip().startswith("{"):
        return OB3LdpVerifier().verify(text, **asked)
    payload = text.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    verifier = OB3Verifier.for_issuer_did(claims["iss"], download=corpus.document)
    return verifier.verify(text, **asked)


def assertion(text, recipient):
    """Judges an OB 2.0 text, signed or hosted."""
    verifier = OB2Verifier(download=corpus.document)
    asked = {"expected_recipient": recipient, "check_revocation": True}
    judge = verifier.verify_hosted if text.lstrip().startswith("{") else verifier.verify
    return judge(text, **asked)


def openbadgeslib(case):
    data, kind = corpus.bytes_of(case), case["kind"]
    if kind == "png3":
        text = baking.extract_png(data, keyword=baking.ITXT_KEYWORD_OB3)
    elif kind == "png2":
        text = baking.extract_png(data)
    elif kind == "svg3":
        text = baking.extract_svg(data, element=baking.SVG_ELEMENT_OB3, text_fallback=True)
    elif kind == "svg2":
        text = baking.extract_svg(data)
    else:
        text = data.decode("utf-8")
    if text is None:
        raise ValueError("nothing is baked")
    if kind in ("png2", "svg2", "ob2", "hosted2"):
        assertion(text, case["recipient"])
    else:
        credential(text)
    return text


def with_lists_on_trust(case):
    """The same for OB 3.0, when status lists need not be signed as VC-JWT: so it reads ours."""
    if case["name"] not in STATUS:
        return NotImplemented
    credential(corpus.bytes_of(case).decode("utf-8"), signed_lists=False)
    return None


def bakery(case):
    if case["kind"] not in ("png2", "svg2"):
        return NotImplemented
    image = io.BytesIO(corpus.bytes_of(case))
    image.name = f"badge.{case['kind'][:3]}"  # it asks for the name
    text = openbadges_bakery.unbake(image)
    if text is None:
        raise ValueError("nothing is baked")
    return text


said = {}
for tool, judge in (
    ("openbadgeslib", openbadgeslib),
    ("openbadgeslib (lists on trust)", with_lists_on_trust),
    ("openbadges-bakery", bakery),
):
    said[tool] = {}
    for case in corpus.cases:
        try:
            text = judge(case)
        except Exception as error:  # whatever a tool throws is its answer
            detail = f"{type(error).__name__}: {error}"[:400]
            said[tool][case["name"]] = {"accepts": False, "detail": detail}
            continue
        if text is not NotImplemented:
            said[tool][case["name"]] = {"accepts": True, "detail": "", "text": text}
print(json.dumps(said))
