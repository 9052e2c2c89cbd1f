"""How often the Python tools do things in a second of processor time: [{operation, tool, rate}].

    python bench.py FOLDER < {"unsigned", "signed", "method", "pem", "picture", "seconds"}
"""

import base64
import io
import json
import logging
import sys
import time

import openbadges_bakery
from openbadgeslib import baking
from openbadgeslib.ob3 import OB3LdpVerifier, add_data_integrity_proof

logging.disable(logging.CRITICAL)
asked = json.load(sys.stdin)
picture, signed, pem = base64.b64decode(asked["picture"]), asked["signed"], asked["pem"].encode()
rates = []


def measure(operation, tool, work):
    work()
    began, done, spent = time.process_time(), 0, 0.0
    while spent < asked["seconds"]:
        work()
        done += 1
        spent = time.process_time() - began
    rates.append({"operation": operation, "tool": tool, "rate": done / spent})


def image(content=b""):
    file = io.BytesIO(content)
    file.name = "badge.png"
    return file


def bakery():
    out = image()
    openbadges_bakery.bake(image(picture), signed, out)
    return out.getvalue()


ours = {"keyword": baking.ITXT_KEYWORD_OB3}
baked, by_bakery = baking.bake_png(picture, signed, **ours), bakery()
measure("verify", "openbadgeslib", lambda: OB3LdpVerifier().verify(signed))
measure(
    "issue",
    "openbadgeslib",
    lambda: add_data_integrity_proof(json.loads(asked["unsigned"]), pem, asked["method"]),
)
measure("bake", "openbadgeslib", lambda: baking.bake_png(picture, signed, **ours))
measure("extract", "openbadgeslib", lambda: baking.extract_png(baked, **ours))
measure("bake", "openbadges-bakery", bakery)
measure("extract", "openbadges-bakery", lambda: openbadges_bakery.unbake(image(by_bakery)))
print(json.dumps(rates))
