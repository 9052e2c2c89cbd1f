//! Which PostgreSQL of this machine can run the cluster.

use std::fs;
use std::path::{Path, PathBuf};

use super::ClusterError;

/// An installed PostgreSQL that has PostGIS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installation {
    /// Where its programs are.
    pub bin: PathBuf,
    /// Its major version.
    pub major: u32,
}

/// Where Debian keeps PostgreSQL; a test may point elsewhere.
#[derive(Debug, Clone)]
pub struct Roots {
    /// Holds `N/bin`.
    pub lib: PathBuf,
    /// Holds `N/extension/postgis.control`.
    pub share: PathBuf,
}

impl Default for Roots {
    fn default() -> Self {
        Self {
            lib: PathBuf::from("/usr/lib/postgresql"),
            share: PathBuf::from("/usr/share/postgresql"),
        }
    }
}

impl Roots {
    /// The installations with PostGIS, newest first.
    #[must_use]
    pub fn installations(&self) -> Vec<Installation> {
        let mut found: Vec<_> = fs::read_dir(&self.lib)
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
            .filter(|major: &u32| {
                self.share
                    .join(major.to_string())
                    .join("extension/postgis.control")
                    .exists()
            })
            .map(|major| Installation {
                bin: self.lib.join(major.to_string()).join("bin"),
                major,
            })
            .filter(|found| found.bin.join("postgres").exists())
            .collect();
        found.sort_by_key(|installation| std::cmp::Reverse(installation.major));
        found
    }
}

/// The newest installation for a new directory, the one that made it for an old one.
pub(super) fn choose(data: &Path, roots: &Roots) -> Result<Installation, ClusterError> {
    let installations = roots.installations();
    let newest = installations
        .first()
        .cloned()
        .ok_or(ClusterError::NoPostGis)?;
    let Ok(version) = fs::read_to_string(data.join("PG_VERSION")) else {
        return Ok(newest);
    };
    let found = version.trim().parse().unwrap_or(0);
    installations
        .into_iter()
        .find(|installation| installation.major == found)
        .ok_or(ClusterError::OtherVersion {
            path: data.to_owned(),
            found,
            installed: newest.major,
        })
}
