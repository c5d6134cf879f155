//! `car-spec import`: spec folders from the metadata that Tencent publishes.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use car_codegen::import::{Existing, Options, Site, Source, import};
use clap::{Args, ValueEnum};

/// Exit status where the command line asks for something that cannot be.
const USAGE: u8 = 2;

/// Arguments of `car-spec import`.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("source").required(true))]
pub(crate) struct Arguments {
    /// An `api.json`, or a folder with `<service>/v<date>/api.json` somewhere below it.
    #[arg(long, value_name = "FILE_OR_FOLDER", group = "source")]
    api: Option<PathBuf>,
    /// A wheel of `tccli` (mainland) or `tccli-intl-en` (international), from `pip download --no-deps`.
    #[arg(long, value_name = "FILE", group = "source")]
    wheel: Option<PathBuf>,
    /// The `examples.json` that goes with one `api.json`; in a tree it stands beside it.
    #[arg(long, value_name = "FILE", requires = "api")]
    examples: Option<PathBuf>,
    /// Error codes: `errorcodes.py`, `errors.go` or `client.go` of one service, or a folder or wheel of an SDK.
    /// May be given several times.
    #[arg(long, value_name = "PATH")]
    errors: Vec<PathBuf>,
    /// Only this service: `cvm` (its newest version) or `cvm/2017-03-12`. DIR is then its spec folder.
    #[arg(long, value_name = "NAME")]
    service: Option<String>,
    /// Only these actions and what they reach.
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    actions: Vec<String>,
    /// The site whose host the specs name; without it, that of the wheel, or else the international one.
    #[arg(long, value_name = "SITE")]
    site: Option<SiteName>,
    /// The spec folder; for several services, the folder for `<service>/v<date>`.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Merge into spec files that are there: what was changed by hand stays, conflicts are listed.
    #[arg(long)]
    update: bool,
    /// Write the whole report, as JSON.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

/// Which of the two sites.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum SiteName {
    International,
    Mainland,
}

/// Imports and prints the report. Succeeds if everything that was imported can be used.
pub(crate) fn run(arguments: Arguments) -> ExitCode {
    let source = match (arguments.api, arguments.wheel) {
        (Some(path), _) => Source::Metadata(path, arguments.examples),
        (None, Some(wheel)) => Source::Wheel(wheel),
        // The command line has seen to it that there is one.
        (None, None) => return ExitCode::from(USAGE),
    };
    let options = Options {
        source,
        service: arguments.service,
        site: arguments.site.map(|site| match site {
            SiteName::International => Site::International,
            SiteName::Mainland => Site::Mainland,
        }),
        errors: arguments.errors,
        actions: arguments.actions,
        out: arguments.out,
        existing: if arguments.update { Existing::Update } else { Existing::Refuse },
    };
    let report = match import(&options) {
        Ok(report) => report,
        Err(failure) => {
            eprintln!("error: {failure}");
            return ExitCode::from(USAGE);
        }
    };
    print!("{report}");
    if let Some(path) = arguments.report
        && let Err(error) = fs::write(&path, report.to_json())
    {
        eprintln!("error: cannot write the report to `{}`: {error}", path.display());
        return ExitCode::FAILURE;
    }
    if report.is_good() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
