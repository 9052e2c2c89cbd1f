//! Where an installation keeps its master key: beside the database, never in it.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rand::Rng;
use zeroize::Zeroizing;

use super::seal::MasterKey;

/// Name of the file in the data directory: 32 octets, readable by its owner alone.
pub const FILE_NAME: &str = "master.key";

/// Why the master key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// The file could not be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file holds something else.
    #[error("{} does not hold a master key of 32 octets: put the right one back from your backup", .0.display())]
    NotAKey(PathBuf),
    /// Other users of this machine can read it.
    #[error("{} can be read by other users of this machine: chmod 600 it, or move it away and draw new keys", .0.display())]
    Exposed(PathBuf),
}

/// The master key of a data directory, if there is one.
///
/// # Errors
///
/// [`KeyFileError`].
pub fn load(directory: &Path) -> Result<Option<MasterKey>, KeyFileError> {
    let path = directory.join(FILE_NAME);
    let failed = |source| KeyFileError::File {
        path: path.clone(),
        source,
    };
    let file = match fs::File::open(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        opened => opened.map_err(failed)?,
    };
    let mode = file.metadata().map_err(failed)?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(KeyFileError::Exposed(path));
    }
    let mut octets = Zeroizing::new(Vec::with_capacity(64));
    file.take(64).read_to_end(&mut octets).map_err(failed)?;
    match octets.as_slice().try_into() {
        Ok(octets) => Ok(Some(MasterKey::new(octets))),
        Err(_) => Err(KeyFileError::NotAKey(path)),
    }
}

/// A new master key for a data directory that has none, written there before it is used.
///
/// # Errors
///
/// [`KeyFileError::File`].
pub fn draw(directory: &Path, rng: &mut impl Rng) -> Result<MasterKey, KeyFileError> {
    let key = MasterKey::draw(rng);
    // Written beside and moved, so that a crash leaves a whole key or none.
    let fresh = directory.join("master.key.new");
    let written = || -> std::io::Result<()> {
        match fs::remove_file(&fresh) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&fresh)?;
        file.write_all(key.octets())?;
        file.sync_all()?;
        fs::rename(&fresh, directory.join(FILE_NAME))
    };
    written().map_err(|source| KeyFileError::File {
        path: directory.join(FILE_NAME),
        source,
    })?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_keeps_its_key_and_tells_nobody() {
        let directory = tempfile::tempdir().unwrap();
        assert!(load(directory.path()).unwrap().is_none());
        let drawn = draw(directory.path(), &mut rand::rng()).unwrap();
        let again = load(directory.path()).unwrap().unwrap();
        assert_eq!(drawn.octets(), again.octets());

        let path = directory.path().join(FILE_NAME);
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        let refused = load(directory.path());
        assert!(matches!(refused, Err(KeyFileError::Exposed(_))));
    }

    #[test]
    fn a_damaged_key_is_told() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join(FILE_NAME);
        fs::write(&path, b"short").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        let refused = load(directory.path());
        assert!(matches!(refused, Err(KeyFileError::NotAKey(_))));
    }
}
