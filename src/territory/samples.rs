//! The true communes of the region, for tests.

use geo::MultiPolygon;
use geojson::GeoJson;
use h3o::{CellIndex, LatLng};

use super::{Commune, region_base};

pub(super) fn communes() -> Vec<Commune> {
    let table = include_str!("../../data/territory/communes.csv");
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let at = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let [code, name, department, epci, population, lon, lat] = [
        "code",
        "nom",
        "departement",
        "epci",
        "population_2023",
        "chef_lieu_lon",
        "chef_lieu_lat",
    ]
    .map(at);
    reader
        .records()
        .map(|row| {
            let row = row.unwrap();
            Commune {
                code: row[code].to_owned(),
                name: row[name].to_owned(),
                department: row[department].to_owned(),
                epci: (!row[epci].is_empty()).then(|| row[epci].to_owned()),
                population: row[population].parse().unwrap(),
                chef_lieu: LatLng::new(row[lat].parse().unwrap(), row[lon].parse().unwrap())
                    .unwrap(),
            }
        })
        .collect()
}

pub(super) fn base() -> Vec<CellIndex> {
    let outline: GeoJson = include_str!("../../data/territory/region.geojson")
        .parse()
        .unwrap();
    let GeoJson::FeatureCollection(collection) = outline else {
        panic!("a collection")
    };
    let geometry = collection
        .features
        .into_iter()
        .next()
        .unwrap()
        .geometry
        .unwrap();
    let outline = match geo::Geometry::<f64>::try_from(geometry).unwrap() {
        geo::Geometry::Polygon(polygon) => MultiPolygon::new(vec![polygon]),
        geo::Geometry::MultiPolygon(polygons) => polygons,
        other => panic!("an area, not {other:?}"),
    };
    region_base(&outline).unwrap()
}
