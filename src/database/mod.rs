//! Pools, migrations, reference data, and the private PostGIS cluster.

pub mod reference;
