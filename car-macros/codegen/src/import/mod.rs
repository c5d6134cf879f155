//! Makes spec folders from the metadata that Tencent publishes.
//!
//! Each service version has an `api.json` with its actions and structures, and mostly an `examples.json`; both
//! are inside the Python packages `tccli` and `tccli-intl-en`. An import turns them into the files that a person
//! would otherwise write: docs without HTML, names that Rust can take, examples that fit, and what can be
//! concluded from names with certainty. Error codes come from the official SDKs.
//!
//! | step | module |
//! |---|---|
//! | find service versions in a file, a folder or a wheel | `origin`, `wheel` |
//! | read metadata and examples, whatever is odd about them | `metadata`, `examples`, `codes` |
//! | choose actions, find what they reach | `structures`, `plan`, `protocol` |
//! | make the files | `build`, with `prose`, `naming` and `infer` |
//! | hold them to the check; keep out what does not fit | `verify` |
//! | merge with what was changed by hand | `folder`, `merge` |
//! | say what was done | [`Report`] |
//!
//! One service version is in memory for each thread; the catalogue of 300 needs no more than its largest ones.
//! The same input gives the same bytes.

mod build;
mod codes;
mod events;
mod examples;
mod folder;
mod infer;
mod merge;
mod metadata;
mod naming;
mod origin;
mod plan;
mod prose;
mod protocol;
mod report;
mod structures;
mod verify;
mod wheel;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

pub use report::{Note, Report, ServiceReport, Tally, UpdateReport};

use build::Material;
use codes::CodeFiles;
use folder::{Chosen, Folder};
use origin::{Origin, Unit};
use plan::Plan;

use crate::json::build as tree;

/// Where the metadata is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// An `api.json`, a folder with one, or a folder with `<service>/v<date>/api.json` somewhere below it; and the
    /// `examples.json` of the one service version, if it does not stand beside it.
    Metadata(PathBuf, Option<PathBuf>),
    /// A wheel of `tccli` or `tccli-intl-en`, as `pip download --no-deps` leaves it.
    Wheel(PathBuf),
}

/// Which of Tencent Cloud's two sites the metadata is of; it decides over the host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Site {
    /// Hosts such as `cvm.intl.tencentcloudapi.com`.
    International,
    /// Hosts such as `cvm.tencentcloudapi.com`.
    Mainland,
}

/// What to do with a folder that holds spec files already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// Leave it alone and say so.
    Refuse,
    /// Merge: what was changed by hand stays.
    Update,
}

/// What to import, and where to.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where the metadata is.
    pub source: Source,
    /// Only this service, `cvm` or `cvm/2017-03-12`; `out` is then its spec folder.
    pub service: Option<String>,
    /// The site; without it, a wheel's name tells, and otherwise it is the international one.
    pub site: Option<Site>,
    /// Files, folders or wheels of SDKs with error codes.
    pub errors: Vec<PathBuf>,
    /// Only these actions of the one service; none means all.
    pub actions: Vec<String>,
    /// The spec folder; for a tree, the folder in which each service version gets `<service>/v<date>`.
    pub out: PathBuf,
    /// What to do with a folder that holds spec files already.
    pub existing: Existing,
}

/// Why nothing was imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure(String);

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}

/// Imports. A service version that cannot be imported is reported, and the others are imported all the same.
///
/// # Errors
/// Where there is nothing to import, or the options contradict each other: nothing has been written then.
pub fn import(options: &Options) -> Result<Report, Failure> {
    let job = Job::prepare(options).map_err(Failure)?;
    Ok(Report { services: job.run() })
}

/// Everything that the service versions of one import share.
struct Job<'o> {
    options: &'o Options,
    origin: Origin,
    codes: CodeFiles,
    site: Site,
}

impl<'o> Job<'o> {
    fn prepare(options: &'o Options) -> Result<Self, String> {
        let mut origin = match &options.source {
            Source::Metadata(path, examples) => Origin::open(path, examples.as_deref())?,
            Source::Wheel(path) => Origin::open_wheel(path)?,
        };
        if let Some(service) = &options.service {
            origin.choose(service)?;
        }
        let codes = CodeFiles::open(options.errors.iter().map(PathBuf::as_path))?;
        if !origin.is_single && !options.actions.is_empty() {
            return Err("actions are chosen from one service: name it with `--service`".to_owned());
        }
        if !origin.is_single && codes.is_for_one_service() {
            return Err("a file with error codes is of one service: name it with `--service`, or give the folder or wheel of an SDK".to_owned());
        }
        let site = options.site.unwrap_or_else(|| site_of(&options.source));
        Ok(Self { options, origin, codes, site })
    }

    /// Imports all service versions, on as many threads as there are processors.
    fn run(&self) -> Vec<ServiceReport> {
        let units = &self.origin.units;
        let threads = thread::available_parallelism().map_or(1, usize::from).min(units.len());
        let next = AtomicUsize::new(0);
        let done: Mutex<BTreeMap<usize, ServiceReport>> = Mutex::default();
        thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    while let Some((index, unit)) = take(units, &next) {
                        let report = self.import_unit(unit);
                        done.lock().unwrap_or_else(PoisonError::into_inner).insert(index, report);
                    }
                });
            }
        });
        done.into_inner().unwrap_or_else(PoisonError::into_inner).into_values().collect()
    }

    fn import_unit(&self, unit: &Unit) -> ServiceReport {
        let mut report = ServiceReport {
            service: unit.service.clone(),
            version: unit.version.clone(),
            folder: if self.origin.is_single {
                ".".to_owned()
            } else {
                format!("{}/{}", unit.service, unit.version)
            },
            ..ServiceReport::default()
        };
        if let Err(failure) = self.try_import(unit, &mut report) {
            report.failure = Some(format!("{}: {failure}", unit.api));
        }
        report
    }

    fn try_import(&self, unit: &Unit, report: &mut ServiceReport) -> Result<(), String> {
        let store = &self.origin.store;
        let mut metadata = metadata::decode(&store.read(&unit.api)?, &mut report.oddities)?;
        structures::make_spellable(&mut metadata, &mut report.oddities);
        if metadata.service != unit.service && !unit.service.is_empty() && !self.origin.is_single {
            report
                .oddities
                .add(format!("the folder `{}` holds the service `{}`", unit.service, metadata.service));
        }
        report.service.clone_from(&metadata.service);
        report.version.clone_from(&metadata.version);
        let examples = match &unit.examples {
            Some(name) => {
                examples::decode(&store.read(name)?).map_err(|error| format!("`{name}`: {error}"))?
            }
            None => examples::Examples::new(),
        };
        let codes = self.codes.of([&unit.service, &metadata.service], &metadata.version)?;

        let dir = self.folder_of(unit);
        let found = Folder::read(&dir)?;
        if !found.is_empty() && self.options.existing == Existing::Refuse {
            return Err(format!(
                "`{}` holds spec files already; `--update` merges into them and keeps what was changed by hand",
                dir.display()
            ));
        }
        let mut chosen = found.choose(self.chosen());
        if let Chosen::Only(actions) = &mut chosen {
            // What was asked for earlier may be gone by now; what is asked for now has to be there.
            actions.retain(|action| {
                let is_gone =
                    !metadata.actions.contains_key(action) && !self.options.actions.contains(action);
                if is_gone {
                    report.left_out.push(Note::new(action.as_str(), "the service no longer has this action"));
                }
                !is_gone
            });
        }
        let wanted = match &chosen {
            Chosen::All => None,
            Chosen::Only(actions) => Some(actions.as_slice()),
        };
        let plan = Plan::new(&metadata, wanted, report)?;
        let material = Material { plan: &plan, examples: &examples, codes: &codes, site: self.site };
        let mut files = build::files(material, report);
        verify::prune(&mut files, report);

        let texts = if found.is_empty() {
            files.iter().map(|file| (file.name.clone(), tree::pretty(&file.root))).collect()
        } else {
            let mut update = UpdateReport::default();
            let texts = found.merge(&files, &mut update)?;
            report.update = Some(update);
            // What was changed by hand may have its own faults, which are now the only ones that count.
            report.errors.clear();
            report.warnings = Tally::default();
            report.warned.clear();
            verify::examine(
                texts.iter().map(|(name, text): (&String, &String)| (name.clone(), text.clone())),
                report,
            );
            texts
        };
        found.write(&dir, &texts, &files, &chosen)
    }

    fn chosen(&self) -> Chosen {
        let mut actions = self.options.actions.clone();
        actions.sort();
        actions.dedup();
        if actions.is_empty() { Chosen::All } else { Chosen::Only(actions) }
    }

    fn folder_of(&self, unit: &Unit) -> PathBuf {
        if self.origin.is_single {
            return self.options.out.clone();
        }
        self.options.out.join(&unit.service).join(&unit.version)
    }
}

/// The next unit that nobody has taken.
fn take<'u>(units: &'u [Unit], next: &AtomicUsize) -> Option<(usize, &'u Unit)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    units.get(index).map(|unit| (index, unit))
}

/// Of the two packages with metadata, the international one says so in its name; a mere file says nothing.
fn site_of(source: &Source) -> Site {
    let name =
        |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    match source {
        Source::Wheel(path) if !name(path).contains("intl") => Site::Mainland,
        Source::Wheel(_) | Source::Metadata(..) => Site::International,
    }
}
