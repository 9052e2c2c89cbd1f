"""Badges that the Python tools bake and sign: [{name, text, image}], the image in base64.

    python issue.py CORPUS < {"picture", "key", "method", "credential", "assertion", "texts": {name: text}}
"""

import base64
import io
import json
import sys

import openbadges_bakery
from openbadgeslib import baking
from openbadgeslib.ob2 import Assertion, OB2Signer
from openbadgeslib.ob3 import add_data_integrity_proof


class Named(io.BytesIO):
    """A file in memory: the bakery asks for its name."""

    name = "badge.png"


def by_bakery(picture, text):
    out = Named()
    openbadges_bakery.bake(Named(picture), text, out)
    return out.getvalue()


def made(name, text, image=None):
    return {"name": name, "text": text, "image": base64.b64encode(image).decode() if image else None}


asked = json.load(sys.stdin)
picture, key = base64.b64decode(asked["picture"]), asked["key"].encode()
badges = []
for name, text in asked["texts"].items():
    if name.startswith("ob2"):
        badges.append(made(f"{name} baked by openbadges-bakery", text, by_bakery(picture, text)))
        badges.append(made(f"{name} baked by openbadgeslib", text, baking.bake_png(picture, text)))
    else:
        image = baking.bake_png(picture, text, keyword=baking.ITXT_KEYWORD_OB3)
        badges.append(made(f"{name} baked by openbadgeslib", text, image))

signed = add_data_integrity_proof(asked["credential"], key, asked["method"])
badges.append(made("credential by openbadgeslib", json.dumps(signed)))
assertion = Assertion.from_dict(asked["assertion"])
badges.append(made("assertion by openbadgeslib", OB2Signer(key, algorithm="EdDSA").sign(assertion)))
print(json.dumps(badges))
