use super::*;

const PHOTOGRAPH: &[u8] = include_bytes!("../../../../tests/support/photograph.jpg");

fn chunk(kind: &[u8], data: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(kind);
    crc.update(data);
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    [&length[..], kind, data, &crc.sum().to_be_bytes()].concat()
}

fn header(width: u32, height: u32, colour: u8) -> Vec<u8> {
    let [width, height] = [width, height].map(u32::to_be_bytes);
    chunk(
        b"IHDR",
        &[&width[..], &height, &[8, colour, 0, 0, 0]].concat(),
    )
}

fn packed(data: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

fn file(chunks: &[Vec<u8>]) -> Vec<u8> {
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunks.concat()].concat()
}

/// Two by two, half of it seen through, with everything that a picture can carry besides.
fn laden() -> Vec<u8> {
    let rows = [0, 9, 8, 7, 255, 9, 8, 7, 0, 0, 9, 8, 7, 255, 9, 8, 7, 0];
    let mut bytes = file(&[
        header(2, 2, 6),
        chunk(b"tEXt", b"Author\0Camille Durand"),
        chunk(b"iTXt", b"openbadges\0\0\0\0\0{\"evil\":\"Durand\"}"),
        chunk(b"eXIf", b"MM\0*\0\0\0\x08\0\0GPS Durand"),
        chunk(b"IDAT", &packed(&rows)),
        chunk(b"IEND", b""),
    ]);
    bytes.extend_from_slice(b"<script>Durand</script>");
    bytes
}

fn kinds(png: &[u8]) -> Vec<String> {
    let mut kinds = Vec::new();
    let mut at = 8;
    while at < png.len() {
        let length = u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
        kinds.push(String::from_utf8(png[at + 4..at + 8].to_vec()).unwrap());
        at += 12 + usize::try_from(length).unwrap();
    }
    kinds.dedup();
    kinds
}

fn seen(png: &[u8], x: u32, y: u32) -> [u8; 4] {
    let pixel = Pixmap::decode_png(png)
        .unwrap()
        .pixel(x, y)
        .unwrap()
        .demultiply();
    [pixel.red(), pixel.green(), pixel.blue(), pixel.alpha()]
}

#[test]
fn of_a_png_nothing_is_left_but_its_pixels() {
    let safe = safe_picture(&laden()).unwrap();
    assert_eq!(kinds(&safe), ["IHDR", "IDAT", "IEND"]);
    assert!(!safe.windows(6).any(|part| part == b"Durand"));
    assert_eq!(seen(&safe, 0, 0), [9, 8, 7, 255]);
    assert_eq!(seen(&safe, 1, 0)[3], 0);
    assert_eq!(safe_picture(&safe).unwrap(), safe, "safe already");
}

#[test]
fn of_a_photograph_nothing_is_left_but_its_pixels_upright() {
    assert!(PHOTOGRAPH.windows(7).any(|part| part == b"Camille"));
    let safe = safe_picture(PHOTOGRAPH).unwrap();
    assert_eq!(kinds(&safe), ["IHDR", "IDAT", "IEND"]);
    let pixels = Pixmap::decode_png(&safe).unwrap();
    assert_eq!((pixels.width(), pixels.height()), (16, 32));
    let [top, bottom] = [seen(&safe, 8, 3), seen(&safe, 8, 28)];
    assert!(top[0] > 150 && top[2] < 80, "red above: {top:?}");
    assert!(bottom[2] > 150 && bottom[0] < 80, "blue below: {bottom:?}");
}

#[test]
fn large_pictures_become_smaller_and_keep_their_shape() {
    let row = [vec![0], [40, 90, 160].repeat(1200)].concat();
    let image = file(&[
        header(1200, 600, 2),
        chunk(b"IDAT", &packed(&row.repeat(600))),
        chunk(b"IEND", b""),
    ]);
    let safe = safe_picture(&image).unwrap();
    let pixels = Pixmap::decode_png(&safe).unwrap();
    assert_eq!((pixels.width(), pixels.height()), (512, 256));
    assert_eq!(seen(&safe, 300, 100), [40, 90, 160, 255]);
}

#[test]
fn bombs_and_broken_files_are_refused() {
    let huge = file(&[
        header(30_000, 30_000, 6),
        chunk(b"IDAT", &packed(&[0; 64])),
        chunk(b"IEND", b""),
    ]);
    assert_eq!(safe_picture(&huge), Err(PictureError::Sides));
    let area = file(&[
        header(4096, 4096, 6),
        chunk(b"IDAT", &packed(&[0; 64])),
        chunk(b"IEND", b""),
    ]);
    assert_eq!(safe_picture(&area), Err(PictureError::Sides));
    // 64 MiB of zeros behind a picture of one pixel.
    let bomb = file(&[
        header(1, 1, 0),
        chunk(b"IDAT", &packed(&vec![0; 64 << 20])),
        chunk(b"IEND", b""),
    ]);
    assert!(safe_picture(&bomb).is_ok_and(|safe| safe.len() < 200));
    let short = file(&[
        header(900, 900, 2),
        chunk(b"IDAT", &packed(&[0; 999])),
        chunk(b"IEND", b""),
    ]);
    assert_eq!(safe_picture(&short), Err(PictureError::Damaged));
    for cut in [10, 30, laden().len() / 2] {
        assert_eq!(safe_picture(&laden()[..cut]), Err(PictureError::Damaged));
    }
    for cut in [3, 200, PHOTOGRAPH.len() / 2, PHOTOGRAPH.len() * 3 / 4] {
        assert_eq!(
            safe_picture(&PHOTOGRAPH[..cut]),
            Err(PictureError::Damaged),
            "{cut}"
        );
    }
    assert_eq!(
        safe_picture(&vec![b' '; LARGEST_FILE + 1]),
        Err(PictureError::TooLarge)
    );
    for other in [&b""[..], b"GIF89a", b"RIFF\0\0\0\0WEBP", b"\xff\xfe<\0s\0"] {
        assert_eq!(safe_picture(other), Err(PictureError::Kind));
    }
}

fn drawing(inside: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd">
        <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 100 50">{inside}</svg>"#
    )
}

#[test]
fn of_a_drawing_nothing_is_left_but_what_is_drawn() {
    let rich = drawing(
        r##"<script>alert(1)</script><metadata><x:y xmlns:x="z">Durand</x:y></metadata>
        <style>.a{fill:#28a} @import url(https://evil.example/a.css);</style>
        <foreignObject width="9" height="9"><p xmlns="http://www.w3.org/1999/xhtml">Durand</p></foreignObject>
        <image href="https://evil.example/a.png" width="100" height="50"/>
        <image xlink:href="file:///etc/hostname" width="100" height="50"/>
        <image href="data:image/png;base64,iVBORw0KGgo=" width="100" height="50"/>
        <use href="https://evil.example/a.svg#b"/>
        <g onload="alert(1)"><rect class="a" onclick="alert(2)" width="50" height="50"/></g>
        <defs><circle id="c" cx="75" cy="25" r="20" style="fill:#a22"/></defs><use xlink:href="#c"/>"##,
    );
    let clean = cleaned::svg(&rich).unwrap();
    for word in [
        "script",
        "alert",
        "Durand",
        "foreignObject",
        "<image",
        "file:",
        "data:",
        "on",
        "DOCTYPE",
    ] {
        let word = if word == "on" { " on" } else { word };
        assert!(!clean.contains(word), "{word}: {clean}");
    }
    let safe = safe_picture(rich.as_bytes()).unwrap();
    assert_eq!(kinds(&safe), ["IHDR", "IDAT", "IEND"]);
    assert_eq!(seen(&safe, 100, 100), [0x22, 0x88, 0xaa, 255]);
    assert_eq!(seen(&safe, 384, 128), [0xaa, 0x22, 0x22, 255]);
    assert_eq!(seen(&safe, 505, 10)[3], 0, "seen through");
}

#[test]
fn drawings_that_would_look_otherwise_or_never_end_are_refused() {
    use PictureError::{Complex, Damaged, Entities, Kind, NotDrawn};
    let mut laughs = String::from(r#"<g id="a0"><path d="M0 0h9v9z"/></g>"#);
    for level in 1..12 {
        let use_ = format!(r##"<use href="#a{}"/>"##, level - 1).repeat(10);
        laughs = format!(r#"{laughs}<g id="a{level}">{use_}</g>"#);
    }
    let entity = drawing("").replace(
        "\"svg11.dtd\"",
        "\"svg11.dtd\" [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]",
    );
    let cases = [
        (drawing(&laughs), Complex),
        (
            drawing(r##"<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>"##),
            Complex,
        ),
        (
            drawing(&format!("{}{}", "<g>".repeat(80), "</g>".repeat(80))),
            Complex,
        ),
        (drawing(&r#"<path d="M0 0h9v9z"/>"#.repeat(20_100)), Complex),
        (
            drawing(&r#"<path d="M0 0h99" stroke-dasharray="0.00001"/>"#.repeat(50)),
            Complex,
        ),
        (
            drawing(&r#"<g opacity=".5"><path d="M0 0h9v9z"/></g>"#.repeat(2000)),
            Complex,
        ),
        (entity, Entities),
        (drawing("<title>&a;</title>"), Entities),
        (drawing("<text>Blois</text>"), NotDrawn("text")),
        (
            drawing(
                r#"<filter id="f"><feTurbulence numOctaves="4294967295"/></filter><rect filter="url(#f)" width="9" height="9"/>"#,
            ),
            NotDrawn("filter"),
        ),
        (
            drawing(r#"<rect style="filter: blur( 900px )" width="9" height="9"/>"#),
            NotDrawn("filter"),
        ),
        (
            drawing(
                r#"<style>rect{FILTER : drop-shadow(1px 1px 9px red)}</style><rect width="9" height="9"/>"#,
            ),
            NotDrawn("filter"),
        ),
        (
            drawing(r#"<rect fill="url( '#p' )" width="9" height="9"/><pattern id="p"/>"#),
            NotDrawn("pattern"),
        ),
        (drawing(""), NotDrawn("nothing that can be seen")),
        (drawing("<g>"), Damaged),
        ("<html></html>".to_owned(), Kind),
        ("<svg><rect width='9' height='9'/></svg>".to_owned(), Kind),
    ];
    for (text, refusal) in cases {
        let began = std::time::Instant::now();
        assert_eq!(
            safe_picture(text.as_bytes()),
            Err(refusal),
            "{}",
            &text[..text.len().min(400)]
        );
        assert!(began.elapsed() < Duration::from_secs(1));
    }
    // What nobody uses is not missed.
    let unused = drawing(r#"<marker id="m"/><filter id="f"/><rect width="9" height="9"/>"#);
    assert!(safe_picture(unused.as_bytes()).is_ok());
}

#[test]
fn an_own_picture_bears_its_level() {
    let safe = safe_picture(PHOTOGRAPH).unwrap();
    let marked = crate::openbadges::issue::Level::ALL
        .map(|level| super::super::marked(&safe, level).unwrap());
    assert!(marked[0] != marked[1] && marked[1] != marked[2] && marked[0] != marked[2]);
    for picture in &marked {
        let pixels = Pixmap::decode_png(picture).unwrap();
        assert_eq!((pixels.width(), pixels.height()), (384, 384));
        assert!(picture.len() < 64 * 1024, "{}", picture.len());
        assert!(seen(picture, 192, 40)[0] > 150, "the picture");
        assert_eq!(
            seen(picture, 192, 315),
            [0x1b, 0x1f, 0x22, 255],
            "the mark's ground"
        );
    }
}

#[test]
fn a_photograph_is_kept_upright_without_anything_but_its_pixels() {
    let png = safe_photograph(PHOTOGRAPH).unwrap();
    for word in [&b"Camille"[..], b"Exif", b"eXIf", b"tEXt", b"iCCP"] {
        assert!(!png.windows(word.len()).any(|window| window == word));
    }
    let reader = png::Decoder::new(Cursor::new(&png)).read_info().unwrap();
    assert_eq!(
        (reader.info().width, reader.info().height),
        (16, 32),
        "upright"
    );
    let drawing = b"<svg xmlns='http://www.w3.org/2000/svg'><rect width='9' height='9'/></svg>";
    assert_eq!(safe_photograph(drawing), Err(PictureError::Kind));
    assert_eq!(safe_photograph(b"%PDF-1.7"), Err(PictureError::Kind));
    let much = vec![0xff; LARGEST_PHOTOGRAPH + 1];
    assert_eq!(safe_photograph(&much), Err(PictureError::TooLarge));
}
