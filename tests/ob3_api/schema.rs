//! 1EdTech's own schemas, where the folder of vectors is at hand: they are not part of the project.

use std::path::{Path, PathBuf};

use serde_json::Value;

/// Fails where `document` is not what that schema describes; where the schema is absent, says so.
pub(crate) fn schema(name: &str, document: &Value) {
    let here = std::env::var_os("TERRITOIRE_VECTORS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/vectors"),
        PathBuf::from,
    );
    let Ok(text) = std::fs::read(here.join("schemas").join(name)) else {
        println!("no folder of vectors: set TERRITOIRE_VECTORS to have 1EdTech's {name} checked");
        return;
    };
    let schema: Value = serde_json::from_slice(&text).expect("a schema is JSON");
    let schema = jsonschema::options()
        .with_draft(jsonschema::Draft::Draft201909)
        .build(&schema)
        .expect("the schema can be used");
    let wrong: Vec<String> = schema
        .iter_errors(document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(wrong.is_empty(), "{name}: {wrong:#?}\n{document:#}");
}
