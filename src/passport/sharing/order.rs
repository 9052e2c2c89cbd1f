//! The order in which a holder sees their badges, and those that they fold away.
//!
//! **Invariant:** order and hiding are the holder's alone: neither changes what is on the map, in a CV or behind a link.

use sqlx::PgPool;
use uuid::Uuid;

use super::order_store as store;

/// What a holder does with one badge in « Mes badges ».
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gesture {
    /// One place earlier.
    Up,
    /// One place later.
    Down,
    /// To the very first place.
    First,
    /// Into the folded part.
    Hide,
    /// Out of it.
    Show,
}

impl Gesture {
    /// The gesture of that word, as forms send it.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Some(match word {
            "monter" => Self::Up,
            "descendre" => Self::Down,
            "premier" => Self::First,
            "cacher" => Self::Hide,
            "montrer" => Self::Show,
            _ => return None,
        })
    }
}

/// Does it; `false`: the holder has no such badge. At either end of the list a badge stays where it is.
///
/// # Errors
///
/// When the database refuses; the order stays as it was then.
pub async fn arrange(
    pool: &PgPool,
    holder: Uuid,
    badge: Uuid,
    gesture: Gesture,
) -> Result<bool, sqlx::Error> {
    if matches!(gesture, Gesture::Hide | Gesture::Show) {
        return store::hide(pool, holder, badge, gesture == Gesture::Hide).await;
    }
    let mut tx = pool.begin().await?;
    let mut order = store::shown(&mut tx, holder).await?;
    let Some(place) = order.iter().position(|id| *id == badge) else {
        return Ok(false);
    };
    moved(&mut order, place, gesture);
    store::arrange(&mut tx, &order).await?;
    tx.commit().await?;
    Ok(true)
}

fn moved(order: &mut [Uuid], place: usize, gesture: Gesture) {
    match gesture {
        Gesture::Up if place > 0 => order.swap(place, place - 1),
        Gesture::Down if place + 1 < order.len() => order.swap(place, place + 1),
        Gesture::First => order[..=place].rotate_right(1),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_badge_moves_by_one_place_and_stays_at_the_ends() {
        let all: Vec<Uuid> = (0..4).map(Uuid::from_u128).collect();
        let after = |place, gesture| {
            let mut order = all.clone();
            moved(&mut order, place, gesture);
            order.iter().map(Uuid::as_u128).collect::<Vec<_>>()
        };
        assert_eq!(after(2, Gesture::Up), [0, 2, 1, 3]);
        assert_eq!(after(2, Gesture::Down), [0, 1, 3, 2]);
        assert_eq!(after(3, Gesture::First), [3, 0, 1, 2]);
        assert_eq!(after(0, Gesture::Up), [0, 1, 2, 3]);
        assert_eq!(after(3, Gesture::Down), [0, 1, 2, 3]);
    }
}
