"""Badges that the Python tools bake and sign: [{name, text, image}], the image in base64.

    python issue.py CORPUS < {"picture", "drawing", "key", "method", "credential",
                              "tokens": {algorithm: {"key", "payload"}},
                              "assertions": {algorithm: {"key", "payload"}}, "texts": {name: text}}
"""

import base64
import io
import json
import sys

import openbadges_bakery
from openbadgeslib import baking
from openbadgeslib.ob2 import Assertion, OB2Signer
from openbadgeslib.ob3 import OB3Signer, add_data_integrity_proof


class Named(io.BytesIO):
    """A file in memory: the bakery asks for its name."""

    def __init__(self, name, content=b""):
        super().__init__(content)
        self.name = name


def by_bakery(name, picture, text):
    out = Named(name)
    openbadges_bakery.bake(Named(name, picture), text, out)
    return out.getvalue()


def svg_of_3(text):
    """A token goes into an attribute, a document into the element (OB 3.0, 5.3.2)."""
    return baking.bake_svg(
        drawing,
        text,
        element=baking.SVG_ELEMENT_OB3,
        namespace=baking.SVG_NS_OB3,
        as_text=text.startswith("{"),
    )


def made(name, text, image=None):
    return {"name": name, "text": text, "image": base64.b64encode(image).decode() if image else None}


asked = json.load(sys.stdin)
picture, key = base64.b64decode(asked["picture"]), asked["key"].encode()
badges = []
drawing = asked["drawing"].encode()
for name, text in asked["texts"].items():
    if name.startswith("ob2"):
        images = [
            ("PNG by openbadges-bakery", by_bakery("badge.png", picture, text)),
            ("SVG by openbadges-bakery", by_bakery("badge.svg", drawing, text)),
            ("PNG by openbadgeslib", baking.bake_png(picture, text)),
            ("SVG by openbadgeslib", baking.bake_svg(drawing, text)),
        ]
    else:
        images = [
            ("PNG by openbadgeslib", baking.bake_png(picture, text, keyword=baking.ITXT_KEYWORD_OB3)),
            ("SVG by openbadgeslib", svg_of_3(text)),
        ]
    badges.extend(made(f"{name} baked into {how}", text, image) for how, image in images)

signed = add_data_integrity_proof(asked["credential"], key, asked["method"])
badges.append(made("credential by openbadgeslib", json.dumps(signed)))
for algorithm, given in asked["assertions"].items():
    text = OB2Signer(given["key"], algorithm=algorithm).sign(Assertion.from_dict(given["payload"]))
    badges.append(made(f"assertion by openbadgeslib, {algorithm}", text))
for algorithm, given in asked["tokens"].items():
    text = OB3Signer(given["key"], algorithm=algorithm).sign_payload(given["payload"])
    badges.append(made(f"token by openbadgeslib, {algorithm}", text))
print(json.dumps(badges))
