//! A vector tile of published cells before it is shaded: cut out, projected and drawn once, by PostGIS; what differs from
//! question to question are two octets of each cell.
//!
//! The format is Mapbox Vector Tile 2.1: a layer `mailles` whose features bear a number for the cell ([`number`]), a
//! `class` of the legend and the kind of `scope` that it stands for ([`Shade`]).
//!
//! **Invariant:** the numbers of classes and scopes are below 128, so that each is one octet wherever it is written.

use crate::search::index::Shade;

/// The layer's name.
pub const LAYER: &str = "mailles";

/// A cell's number on maps: its base cell and digits down to resolution 6, which is all that tells published cells apart.
/// 25 bits instead of an H3 index that a browser would round.
#[must_use]
pub fn number(cell: i64) -> u32 {
    u32::try_from(cell >> 27 & 0x1ff_ffff).unwrap_or(0)
}

/// A tile without its shades.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mould {
    octets: Vec<u8>,
    /// Where the class of each feature stands (its scope is two octets on), and which cell it is, in their order.
    places: Vec<(usize, usize)>,
}

impl Mould {
    /// Of a tile as PostGIS draws it, with an H3 index for each feature; `cells` are all of the tree in order. `None`: it
    /// is no such tile.
    pub(super) fn of(tile: &[u8], cells: &[i64]) -> Option<Self> {
        let mut features = Vec::new();
        let mut extent = 4096;
        for (field, layer) in fields(tile)? {
            let (3, Value::Octets(layer)) = (field, layer) else {
                continue;
            };
            for (field, value) in fields(layer)? {
                match (field, value) {
                    (2, Value::Octets(feature)) => features.push(Feature::read(feature, cells)?),
                    (5, Value::Number(number)) => extent = number,
                    _ => {}
                }
            }
        }
        if features.is_empty() {
            return Some(Self {
                octets: Vec::new(),
                places: Vec::new(),
            });
        }
        let mut layer = Vec::new();
        put_number(&mut layer, 15, 2);
        put(&mut layer, 1, LAYER.as_bytes());
        let mut places = Vec::new();
        for feature in features {
            let mut octets = Vec::with_capacity(feature.geometry.len() + 24);
            put_number(&mut octets, 1, u64::from(number(cells[feature.cell])));
            let nobody = tags(Shade::NOBODY);
            put(&mut octets, 2, &nobody);
            // The class is the second of four tags.
            let class = octets.len() - nobody.len() + 1;
            put_number(&mut octets, 3, feature.kind);
            put(&mut octets, 4, feature.geometry);
            put(&mut layer, 2, &octets);
            places.push((layer.len() - octets.len() + class, feature.cell));
        }
        for name in ["class", "scope"] {
            put(&mut layer, 3, name.as_bytes());
        }
        for class in Shade::CLASSES {
            let mut value = Vec::new();
            put_number(&mut value, 5, u64::from(class));
            put(&mut layer, 4, &value);
        }
        for scope in Shade::SCOPES {
            let mut value = Vec::new();
            put(&mut value, 1, scope.as_bytes());
            put(&mut layer, 4, &value);
        }
        put_number(&mut layer, 5, extent);
        let mut octets = Vec::new();
        put(&mut octets, 3, &layer);
        let before = octets.len() - layer.len();
        for (place, _) in &mut places {
            *place += before;
        }
        octets.shrink_to_fit();
        places.shrink_to_fit();
        Some(Self { octets, places })
    }

    /// The tile with its cells shaded; empty where there is none.
    pub(super) fn shaded(&self, shades: &[Shade]) -> Vec<u8> {
        let mut tile = self.octets.clone();
        for ((place, _), shade) in self.places.iter().zip(self.shades(shades)) {
            let [_, class, _, scope] = tags(shade);
            tile[*place] = class;
            tile[*place + 2] = scope;
        }
        tile
    }

    /// Those of `shades`, of all cells in order, that this tile shows.
    pub(super) fn shades(&self, shades: &[Shade]) -> impl Iterator<Item = Shade> {
        let places = self.places.iter();
        places.map(|(_, cell)| shades.get(*cell).copied().unwrap_or(Shade::NOBODY))
    }

    /// What it takes in memory.
    pub(super) fn bytes(&self) -> usize {
        self.octets.len() + self.places.len() * size_of::<(usize, usize)>()
    }
}

/// Key and value of the class, then of the scope.
fn tags(shade: Shade) -> [u8; 4] {
    let (class, scope) = shade.numbers();
    let scopes = u8::try_from(Shade::CLASSES.len()).unwrap_or(0);
    [0, class, 1, scopes + scope]
}

struct Feature<'a> {
    /// Which cell, in their order.
    cell: usize,
    kind: u64,
    geometry: &'a [u8],
}

impl<'a> Feature<'a> {
    fn read(octets: &'a [u8], cells: &[i64]) -> Option<Self> {
        let (mut id, mut kind, mut geometry) = (None, 0, None);
        for (field, value) in fields(octets)? {
            match (field, value) {
                (1, Value::Number(number)) => id = i64::try_from(number).ok(),
                (3, Value::Number(number)) => kind = number,
                (4, Value::Octets(octets)) => geometry = Some(octets),
                _ => {}
            }
        }
        Some(Self {
            cell: cells.binary_search(&id?).ok()?,
            kind,
            geometry: geometry?,
        })
    }
}

enum Value<'a> {
    Number(u64),
    Octets(&'a [u8]),
}

/// The fields of a message (Protocol Buffers), of the kinds that a tile of ours has.
fn fields(octets: &[u8]) -> Option<Vec<(u64, Value<'_>)>> {
    let mut rest = octets;
    let mut fields = Vec::new();
    while !rest.is_empty() {
        let key = varint(&mut rest)?;
        let value = match key & 7 {
            0 => Value::Number(varint(&mut rest)?),
            2 => {
                let length = usize::try_from(varint(&mut rest)?).ok()?;
                let (value, after) = rest.split_at_checked(length)?;
                rest = after;
                Value::Octets(value)
            }
            _ => return None,
        };
        fields.push((key >> 3, value));
    }
    Some(fields)
}

fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (octet, after) = rest.split_first()?;
        *rest = after;
        number |= u64::from(octet & 0x7f) << shift;
        if octet & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

fn put_varint(octets: &mut Vec<u8>, mut number: u64) {
    while number > 0x7f {
        octets.push(u8::try_from(number & 0x7f).unwrap_or(0) | 0x80);
        number >>= 7;
    }
    octets.push(u8::try_from(number).unwrap_or(0));
}

fn put_number(octets: &mut Vec<u8>, field: u64, number: u64) {
    put_varint(octets, field << 3);
    put_varint(octets, number);
}

fn put(octets: &mut Vec<u8>, field: u64, value: &[u8]) {
    put_varint(octets, field << 3 | 2);
    put_varint(octets, value.len() as u64);
    octets.extend_from_slice(value);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::presence::question::{Bucket, Scope};

    const CELLS: [i64; 3] = [
        0x0840_0000_0000_0000 + (0x0000_0000_0000_0007 << 27),
        0x0840_0000_0000_0000 + (0x0000_0000_0012_3456 << 27),
        0x0860_0000_0000_0000 + (0x0000_0000_01ff_fff8 << 27),
    ];

    /// As PostGIS draws two of the cells.
    fn drawn() -> Vec<u8> {
        let mut layer = Vec::new();
        put(&mut layer, 1, b"x");
        for cell in [CELLS[2], CELLS[0]] {
            let mut feature = Vec::new();
            put_number(&mut feature, 1, u64::try_from(cell).expect("an index"));
            put_number(&mut feature, 3, 3);
            put(&mut feature, 4, &[9, 0x80, 0x7f, 15]);
            put(&mut layer, 2, &feature);
        }
        put_number(&mut layer, 5, 512);
        put_number(&mut layer, 15, 2);
        let mut tile = Vec::new();
        put(&mut tile, 3, &layer);
        tile
    }

    #[test]
    fn a_mould_keeps_what_was_drawn_and_takes_any_shades() {
        let mould = Mould::of(&drawn(), &CELLS).expect("a tile");
        let department = Scope::Department("41".to_owned());
        let shades = [
            Shade::told(Some(&(Scope::Cell(1), Bucket::Twenty))),
            Shade::NOBODY,
            Shade::told(Some(&(department, Bucket::Five))),
        ];
        assert_eq!(
            mould.shades(&shades).collect::<Vec<_>>(),
            [shades[2], shades[0]]
        );
        let tile = mould.shaded(&shades);
        assert_ne!(tile, mould.octets);
        let layers = fields(&tile).expect("a tile");
        let (_, Value::Octets(layer)) = &layers[0] else {
            panic!("a layer");
        };
        let (mut features, mut values, mut extent) = (Vec::new(), 0, 0);
        for (field, value) in fields(layer).expect("a layer") {
            match (field, value) {
                (2, Value::Octets(feature)) => {
                    let mut seen = (0, Vec::new(), Vec::new());
                    for (field, value) in fields(feature).expect("a feature") {
                        match (field, value) {
                            (1, Value::Number(id)) => seen.0 = id,
                            (2, Value::Octets(tags)) => seen.1 = tags.to_vec(),
                            (4, Value::Octets(geometry)) => seen.2 = geometry.to_vec(),
                            _ => {}
                        }
                    }
                    features.push(seen);
                }
                (4, _) => values += 1,
                (5, Value::Number(number)) => extent = number,
                _ => {}
            }
        }
        let geometry = vec![9, 0x80, 0x7f, 15];
        assert_eq!(
            features,
            [
                (0x1ff_fff8, vec![0, 1, 1, 7], geometry.clone()),
                (7, vec![0, 3, 1, 5], geometry),
            ]
        );
        assert_eq!((values, extent), (9, 512));
        assert_eq!(
            mould.shaded(&[]),
            mould.octets,
            "what is not known is nobody"
        );
    }

    #[test]
    fn what_is_no_tile_is_refused_and_nothing_is_an_empty_one() {
        let whole = drawn();
        assert_eq!(Mould::of(&whole[..whole.len() - 1], &CELLS), None);
        assert_eq!(
            Mould::of(&whole, &CELLS[1..2]),
            None,
            "a cell of another tree"
        );
        let empty = Mould::of(&[], &CELLS).expect("an empty tile");
        assert!(empty.shaded(&[]).is_empty());
    }
}
