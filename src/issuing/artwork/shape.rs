//! The outline of a badge says its level without colour and without words: a disc, a soft square, a flower.

use std::f32::consts::TAU;
use std::sync::LazyLock;

use resvg::tiny_skia::{Path, PathBuilder};

use crate::openbadges::issue::Level;

/// An outline around a middle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// *Je fais*.
    Disc,
    /// *Je transmets*.
    Square,
    /// *Je pilote*.
    Flower,
}

/// How far the square is from a circle, which is 2.
const ROUNDNESS: f32 = 5.0;
/// The petals of the flower, and how deep it goes between two of them, as part of the radius.
const PETALS: f32 = 8.0;
const DEPTH: f32 = 0.105;
/// Half the side of the square, as part of the radius: the three weigh the same to the eye.
const SIDE: f32 = 0.93;

impl Shape {
    pub(super) const ALL: [Self; 3] = [Self::Disc, Self::Square, Self::Flower];

    pub(super) fn of(level: Level) -> Self {
        match level.number() {
            1 => Self::Disc,
            2 => Self::Square,
            _ => Self::Flower,
        }
    }

    /// The outline around a middle, for a radius.
    pub(super) fn outline(self, x: f32, y: f32, radius: f32) -> Option<Path> {
        closed(&self.points(x, y, radius))
    }

    /// What of the outline lies below a height.
    pub(super) fn below(self, x: f32, y: f32, radius: f32, height: f32) -> Option<Path> {
        let points = self.points(x, y, radius);
        let mut kept = Vec::with_capacity(points.len());
        let mut last = *points.last()?;
        for point in points {
            if (last.1 > height) != (point.1 > height) {
                let share = (height - last.1) / (point.1 - last.1);
                kept.push((last.0 + share * (point.0 - last.0), height));
            }
            if point.1 > height {
                kept.push(point);
            }
            last = point;
        }
        closed(&kept)
    }

    /// The outline, as so many points that no eye sees the lines between them.
    fn points(self, x: f32, y: f32, radius: f32) -> Vec<(f32, f32)> {
        let steps = 160_u8;
        (0..steps)
            .map(|step| {
                let angle = TAU * f32::from(step) / f32::from(steps);
                let (sine, cosine) = angle.sin_cos();
                let (right, down) = match self {
                    Self::Disc => (cosine, sine),
                    // Petals are arcs: |cos| has its sharp turns between them.
                    Self::Flower => {
                        let swell = ((angle - TAU / 4.0) * PETALS / 2.0).cos().abs();
                        let reach = 1.0 - DEPTH * (1.0 - swell);
                        (reach * cosine, reach * sine)
                    }
                    // Between a circle and a square: |x|ⁿ + |y|ⁿ is the same all around.
                    Self::Square => {
                        let soft = |part: f32| part.signum() * part.abs().powf(2.0 / ROUNDNESS);
                        (SIDE * soft(cosine), SIDE * soft(sine))
                    }
                };
                (x + radius * right, y + radius * down)
            })
            .collect()
    }

    /// How far one can write to a side of the middle, `margin` from the rim, between two heights from the middle.
    pub(super) fn reach(self, radius: f32, margin: f32, from: f32, until: f32) -> f32 {
        let height = from.abs().max(until.abs());
        match self {
            Self::Disc => {
                let radius = radius - margin;
                (radius * radius - height * height).max(0.0).sqrt()
            }
            Self::Square => {
                let side = radius * SIDE - margin;
                let share = (1.0 - (height / side).min(1.0).powf(ROUNDNESS)).max(0.0);
                side * share.powf(1.0 / ROUNDNESS)
            }
            Self::Flower => {
                let step = |height: f32| (height / radius * STEPS).clamp(0.0, STEPS);
                #[allow(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "places in a table"
                )]
                let place = |height: f32| step(height) as usize;
                let nearest = if from.signum() == until.signum() {
                    from.abs().min(until.abs())
                } else {
                    0.0
                };
                let passed = &PETAL_REACH[place(nearest)..=place(height)];
                passed.iter().copied().fold(f32::MAX, f32::min) * radius - margin
            }
        }
    }
}

/// Heights at which the width of the flower is known.
const STEPS: f32 = 96.0;

/// Half the width of a flower of radius 1, at heights from the middle to the top.
static PETAL_REACH: LazyLock<Vec<f32>> = LazyLock::new(|| {
    let rim = Shape::Flower.points(0.0, 0.0, 1.0);
    (0..=96_u8)
        .map(|step| {
            let height = f32::from(step) / STEPS;
            let near = rim
                .iter()
                .filter(|(_, y)| (y.abs() - height).abs() < 1.5 / STEPS);
            near.map(|(x, _)| x.abs()).fold(1.0, f32::min)
        })
        .collect()
});

fn closed(points: &[(f32, f32)]) -> Option<Path> {
    let mut path = PathBuilder::new();
    let (first, others) = points.split_first()?;
    path.move_to(first.0, first.1);
    for (x, y) in others {
        path.line_to(*x, *y);
    }
    path.close();
    path.finish()
}
