use super::*;
use crate::network::framework::Framework;
use resvg::tiny_skia::PixmapPaint;

/// Every picture that the framework can give, with the names that make it.
fn faces(framework: &Framework) -> Vec<Face<'_>> {
    let mut faces = Vec::new();
    for (place, achievement) in framework.achievements.iter().enumerate() {
        let colour = &framework
            .families
            .iter()
            .find(|family| {
                framework
                    .competences
                    .iter()
                    .any(|one| one.code == achievement.competence && one.family == family.code)
            })
            .unwrap()
            .colour;
        for (number, level) in Level::ALL.into_iter().enumerate() {
            let organisations = &framework.organisations;
            let organisation = &organisations[(place + number) % organisations.len()];
            faces.push(Face {
                colour,
                competence: &achievement.name,
                level: Some(level),
                organisation: &organisation.name,
            });
        }
    }
    faces
}

/// Looked at by people: `make artwork`.
#[test]
fn every_picture_fits_on_a_sheet_for_people_to_look_at() {
    let framework = Framework::read().unwrap();
    let faces = faces(&framework);
    let columns = 6;
    let rows = faces.len().div_ceil(columns);
    let cell = (268 + 100, 268);
    let mut sheet = Pixmap::new(
        u32::try_from(columns * cell.0).unwrap(),
        u32::try_from(rows * cell.1).unwrap(),
    )
    .unwrap();
    sheet.fill(Color::from_rgba8(251, 250, 246, 255));
    for (number, face) in faces.iter().enumerate() {
        let large = Pixmap::decode_png(&draw(face).unwrap());
        let large = large.unwrap();
        let (x, y) = ((number % columns) * cell.0, (number / columns) * cell.1);
        let (x, y) = (i32::try_from(x).unwrap(), i32::try_from(y).unwrap());
        let paint = PixmapPaint::default();
        sheet.draw_pixmap(
            x + 6,
            y + 6,
            large.as_ref(),
            &paint,
            Transform::identity(),
            None,
        );
        let small = at_90(&large);
        let at = (x + 270, y + 40);
        sheet.draw_pixmap(
            at.0,
            at.1,
            small.as_ref(),
            &paint,
            Transform::identity(),
            None,
        );
    }
    let written = sheet.encode_png().unwrap();
    assert!(written.len() > 100 * 1024, "{} octets", written.len());
    let place = concat!(env!("CARGO_MANIFEST_DIR"), "/target/artwork.png");
    std::fs::write(place, written).unwrap();
}

/// As a browser shows it in a list.
fn at_90(large: &Pixmap) -> Pixmap {
    raster::smaller((large.width(), large.height()), (90, 90), |x, y| {
        let pixel = large.pixels()[y * large.width() as usize + x].demultiply();
        [pixel.red(), pixel.green(), pixel.blue(), pixel.alpha()]
    })
    .unwrap()
}

fn pixels(face: &Face) -> Pixmap {
    Pixmap::decode_png(&draw(face).unwrap()).unwrap()
}

#[test]
fn every_picture_of_the_framework_can_be_read_at_90_pixels_and_is_small() {
    let framework = Framework::read().unwrap();
    for face in faces(&framework) {
        let shape = Shape::of(face.level.unwrap());
        let reach =
            |from: f32, until: f32| shape.reach(MIDDLE, MARGIN, from - MIDDLE, until - MIDDLE);
        let lines = competence_room(&reach).fit(face.competence, SIZES.0, SIZES.1);
        let said = lines.lines.join(" ");
        assert_eq!(said, face.competence, "whole");
        // A small letter is 0.53 of the size: more than 5.5 pixels of 90.
        assert!(
            lines.size * 0.53 * 90.0 / 256.0 > 5.5,
            "{face:?}: {}",
            lines.size
        );
        let picture = draw(&face).unwrap();
        assert!(picture.len() < 16 * 1024, "{face:?}: {}", picture.len());
    }
}

#[test]
fn letters_stand_out_from_every_family_s_colour() {
    let framework = Framework::read().unwrap();
    assert!(framework.families.len() > 4);
    for family in &framework.families {
        let face = Face {
            colour: &family.colour,
            competence: "Gérer un budget",
            level: Some(Level::ALL[0]),
            organisation: "Espace Mirabeau",
        };
        let layers = layers(&face).unwrap();
        let [(_, ground), (_, foot), (_, ink)] = &layers[..] else {
            panic!("ground, foot and letters");
        };
        assert_eq!(ground.hexadecimal(), family.colour);
        assert!(ink.against(*ground) >= 4.5, "{}", family.code);
        assert!(ink.against(*foot) >= 4.5, "{}", family.code);
    }
    // A pale colour gets dark letters.
    let pale = Face {
        colour: "#ffe08a",
        competence: "",
        level: None,
        organisation: "",
    };
    let inks: Vec<Ink> = layers(&pale)
        .unwrap()
        .into_iter()
        .map(|(_, ink)| ink)
        .collect();
    assert_eq!(inks[2], Ink::BLACK);
    assert!(inks[2].against(inks[0]) >= 4.5 && inks[2].against(inks[1]) >= 4.5);
}

#[test]
fn levels_are_told_apart_by_their_outline_alone() {
    let of = |level| {
        let face = Face {
            colour: "#0b6e6e",
            competence: "Programmer",
            level: Some(level),
            organisation: "Espace Mirabeau",
        };
        at_90(&pixels(&face))
    };
    let [disc, square, flower] = Level::ALL.map(of);
    for (one, other) in [(&disc, &square), (&square, &flower), (&disc, &flower)] {
        let pairs = one.pixels().iter().zip(other.pixels());
        let apart = pairs
            .filter(|(one, other)| one.alpha().abs_diff(other.alpha()) > 128)
            .count();
        assert!(apart * 100 > one.pixels().len() * 4, "{apart} pixels");
    }
}

#[test]
fn a_picture_is_pixels_and_nothing_else() {
    let face = Face {
        colour: "#9c2763",
        competence: "Monter un spectacle",
        level: Some(Level::ALL[2]),
        organisation: "Espace Mirabeau",
    };
    let bytes = draw(&face).unwrap();
    let mut kinds = Vec::new();
    let mut at = 8;
    while at < bytes.len() {
        let length = u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
        kinds.push(String::from_utf8(bytes[at + 4..at + 8].to_vec()).unwrap());
        at += 12 + usize::try_from(length).unwrap();
    }
    kinds.dedup();
    assert_eq!(kinds, ["IHDR", "PLTE", "tRNS", "IDAT", "IEND"]);
    let drawn = pixels(&face);
    assert_eq!((drawn.width(), drawn.height()), (256, 256));
    // Beside the words the family's colour is exact.
    let ground = drawn.pixel(20, 128).unwrap();
    assert_eq!(
        [ground.red(), ground.green(), ground.blue()],
        [0x9c, 0x27, 0x63]
    );
    for wrong in ["\"/>", "#12345", "#+12345", "red", "#1234é"] {
        assert_eq!(
            picture(&Face {
                colour: wrong,
                ..face
            }),
            Err(NotDrawn)
        );
    }
    assert_eq!(*picture(&face).unwrap(), bytes);
}

#[test]
fn the_svg_is_the_same_drawing_with_nothing_in_it_but_outlines() {
    let face = Face {
        colour: "#1f5a99",
        competence: "<script>&\u{1}Tenir un planning",
        level: Some(Level::ALL[1]),
        organisation: "Espace Mirabeau",
    };
    let text = svg(&face).unwrap();
    assert!(text.len() < 48 * 1024, "{}", text.len());
    let tree = resvg::usvg::Tree::from_str(&text, &resvg::usvg::Options::default()).unwrap();
    let mut from_svg = Pixmap::new(256, 256).unwrap();
    resvg::render(&tree, Transform::identity(), &mut from_svg.as_mut());
    let drawn = pixels(&face);
    let pairs = drawn.pixels().iter().zip(from_svg.pixels());
    let apart = pairs
        .filter(|(one, other)| one.green().abs_diff(other.green()) > 24)
        .count();
    assert!(apart < 40, "{apart} pixels differ");
    let plain =
        text.split("<title>").next().unwrap().to_owned() + text.split("</title>").nth(1).unwrap();
    let elements: Vec<&str> = plain
        .split('<')
        .skip(1)
        .filter_map(|part| part.split([' ', '>', '/']).next())
        .collect();
    assert!(
        elements
            .iter()
            .all(|name| ["svg", "path", ""].contains(name)),
        "{elements:?}"
    );
    assert!(text.contains("&lt;script&gt;&amp;Tenir un planning · Je transmets · Espace Mirabeau"));
}
