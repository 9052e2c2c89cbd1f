//! The embedded files of `data/territory`, read into rows.

use geo::MultiPolygon;
use h3o::{CellIndex, LatLng};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use crate::territory::{Commune, ShapeError, region_base};

const COMMUNES: &str = include_str!("../../../data/territory/communes.csv");
const COMMUNE_SHAPES: &str = include_str!("../../../data/territory/communes.geojson");
const EPCI: &str = include_str!("../../../data/territory/epci.geojson");
const DEPARTMENTS: &str = include_str!("../../../data/territory/departements.geojson");
const REGION: &str = include_str!("../../../data/territory/region.geojson");
const RIVERS: &str = include_str!("../../../data/territory/rivieres.geojson");

/// Raised whenever the rule of G2, or the way files become rows, changes.
const RULE: &str = "G2, first version";

/// An embedded file that does not say what it should: a mistake of whoever made it.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// Not the table that is expected.
    #[error("data/territory/communes.csv: {0}")]
    Table(#[from] csv::Error),
    /// Not the `GeoJSON` that is expected.
    #[error("data/territory/{file}: {source}")]
    Outline {
        /// The file's name.
        file: &'static str,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// A chef-lieu that is nowhere on Earth.
    #[error("the chef-lieu of {0} is nowhere on Earth")]
    ChefLieu(String),
    /// A commune without its outline.
    #[error("commune {0} has no outline")]
    NoOutline(String),
    /// The region's outline is no area.
    #[error("data/territory/region.geojson is no area")]
    NoArea,
    /// The region's outline cannot be cut into cells.
    #[error(transparent)]
    Shape(#[from] ShapeError),
}

/// An outline and its description.
#[derive(Debug)]
pub(super) struct Feature<P> {
    pub(super) properties: P,
    /// `GeoJSON` geometry, as it stands in the file.
    pub(super) geometry: &'static str,
}

#[derive(Debug, Deserialize)]
pub(super) struct RegionRow {
    pub(super) code: String,
    #[serde(rename = "nom")]
    pub(super) name: String,
    pub(super) population: i32,
    #[serde(default)]
    pub(super) chef_lieu: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct EpciRow {
    pub(super) code: String,
    #[serde(rename = "nom")]
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
    #[serde(rename = "partiel")]
    pub(super) partial: bool,
    pub(super) population: i32,
}

#[derive(Debug, Deserialize)]
pub(super) struct RiverRow {
    #[serde(rename = "nom")]
    pub(super) name: String,
    #[serde(rename = "rang")]
    pub(super) rank: i16,
}

#[derive(Debug, Deserialize)]
struct CodeOnly {
    code: String,
}

#[derive(Debug, Deserialize)]
struct CommuneLine {
    code: String,
    #[serde(rename = "nom")]
    name: String,
    #[serde(rename = "departement")]
    department: String,
    #[serde(rename = "arrondissement_nom")]
    arrondissement: String,
    epci: Option<String>,
    #[serde(rename = "population_2023")]
    population: u32,
    chef_lieu_lon: f64,
    chef_lieu_lat: f64,
}

#[derive(Debug)]
pub(super) struct CommuneRow {
    pub(super) commune: Commune,
    pub(super) label_rank: i16,
    /// Longitude and latitude of the chef-lieu in degrees, as written in the file.
    pub(super) chef_lieu: (f64, f64),
    pub(super) geometry: &'static str,
}

/// The embedded files, read.
#[derive(Debug)]
pub struct Files {
    pub(super) region: Feature<RegionRow>,
    pub(super) departments: Vec<Feature<RegionRow>>,
    pub(super) epci: Vec<Feature<EpciRow>>,
    pub(super) rivers: Vec<Feature<RiverRow>>,
    pub(super) commune_rows: Vec<CommuneRow>,
}

impl Files {
    /// Reads the embedded files.
    ///
    /// # Errors
    ///
    /// [`FileError`] when one of them does not say what it should.
    pub fn read() -> Result<Self, FileError> {
        let departments: Vec<Feature<RegionRow>> = features("departements.geojson", DEPARTMENTS)?;
        let region = features("region.geojson", REGION)?
            .into_iter()
            .next()
            .ok_or(FileError::NoArea)?;
        let prefectures: Vec<&str> = departments
            .iter()
            .map(|department| department.properties.chef_lieu.as_str())
            .collect();
        let outlines: std::collections::HashMap<String, &'static str> =
            features::<CodeOnly>("communes.geojson", COMMUNE_SHAPES)?
                .into_iter()
                .map(|feature| (feature.properties.code, feature.geometry))
                .collect();
        let commune_rows = csv::Reader::from_reader(COMMUNES.as_bytes())
            .into_deserialize::<CommuneLine>()
            .map(|line| {
                let line = line?;
                let geometry = outlines
                    .get(&line.code)
                    .ok_or_else(|| FileError::NoOutline(line.code.clone()))?;
                let chef_lieu = LatLng::new(line.chef_lieu_lat, line.chef_lieu_lon)
                    .map_err(|_| FileError::ChefLieu(line.code.clone()))?;
                let place = (line.chef_lieu_lon, line.chef_lieu_lat);
                Ok(CommuneRow {
                    label_rank: label_rank(&line, &prefectures),
                    chef_lieu: place,
                    geometry,
                    commune: Commune {
                        code: line.code,
                        name: line.name,
                        department: line.department,
                        epci: line.epci,
                        population: line.population,
                        chef_lieu,
                    },
                })
            })
            .collect::<Result<_, FileError>>()?;
        Ok(Self {
            region,
            departments,
            epci: features("epci.geojson", EPCI)?,
            rivers: features("rivieres.geojson", RIVERS)?,
            commune_rows,
        })
    }

    /// The communes, as the coarsening tree wants them.
    #[must_use]
    pub fn communes(&self) -> Vec<Commune> {
        self.commune_rows
            .iter()
            .map(|row| row.commune.clone())
            .collect()
    }

    /// The resolution-6 cells that cover the region.
    ///
    /// # Errors
    ///
    /// [`FileError`] when the region's outline is no area.
    pub fn base(&self) -> Result<Vec<CellIndex>, FileError> {
        let outline: geojson::Geometry =
            serde_json::from_str(self.region.geometry).map_err(|source| FileError::Outline {
                file: "region.geojson",
                source,
            })?;
        let outline = match geo::Geometry::<f64>::try_from(outline) {
            Ok(geo::Geometry::Polygon(polygon)) => MultiPolygon::new(vec![polygon]),
            Ok(geo::Geometry::MultiPolygon(polygons)) => polygons,
            _ => return Err(FileError::NoArea),
        };
        Ok(region_base(&outline)?)
    }
}

/// How large a commune's label is: 1 préfecture, 2 sous-préfecture or 10,000 residents, 3 from 3,500,
/// 4 from 1,000, 5 the rest. An arrondissement bears the name of its sous-préfecture.
fn label_rank(line: &CommuneLine, prefectures: &[&str]) -> i16 {
    if prefectures.contains(&line.code.as_str()) {
        return 1;
    }
    match line.population {
        _ if line.name == line.arrondissement => 2,
        10_000.. => 2,
        3_500.. => 3,
        1_000.. => 4,
        _ => 5,
    }
}

fn features<P: DeserializeOwned>(
    file: &'static str,
    text: &'static str,
) -> Result<Vec<Feature<P>>, FileError> {
    #[derive(Deserialize)]
    #[serde(bound(deserialize = "P: DeserializeOwned"))]
    struct RawFeature<'a, P> {
        properties: P,
        #[serde(borrow)]
        geometry: &'a RawValue,
    }
    #[derive(Deserialize)]
    #[serde(bound(deserialize = "P: DeserializeOwned, 'de: 'a"))]
    struct Collection<'a, P> {
        #[serde(borrow)]
        features: Vec<RawFeature<'a, P>>,
    }
    let collection: Collection<'static, P> =
        serde_json::from_str(text).map_err(|source| FileError::Outline { file, source })?;
    Ok(collection
        .features
        .into_iter()
        .map(|feature| Feature {
            properties: feature.properties,
            geometry: feature.geometry.get(),
        })
        .collect())
}

/// SHA-256 of the rule's version and of every embedded file: what a built tree depends on, and more.
pub(super) fn digest() -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in [
        RULE,
        COMMUNES,
        COMMUNE_SHAPES,
        EPCI,
        DEPARTMENTS,
        REGION,
        RIVERS,
    ] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}
