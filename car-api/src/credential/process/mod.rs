//! Credentials from a program that prints them.
//!
//! Companies keep keys in vaults of their own, and a small program that prints one is the way to any of them
//! without a dependency here. The program is started directly, not through a shell, so that nothing in its
//! arguments is taken for more than it is. It gets some time and a bounded reply: one that hangs or floods must
//! not take the client with it. What it prints is read by a pure function in `output`.

mod output;

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::process::{Child, Command};
use tokio::time::timeout;
use zeroize::Zeroizing;

pub(crate) use output::parse;

use super::shown::Shown;
use super::{Credential, CredentialError, FetchCredentials};
use crate::transport::BoxFuture;

/// How long the program may take unless it is given another time. A cache gives up on any source after 30 seconds;
/// this is less, so that the error is the one that names the program.
const TIME_LIMIT: Duration = Duration::from_secs(25);

/// The most bytes that the program may print.
const MAX_OUTPUT: usize = 64 * 1024;

/// How much of its complaints is looked at.
const MAX_COMPLAINT: usize = 4 * 1024;

/// Credentials that a program prints: one JSON object on its standard output.
///
/// ```json
/// {"Version": 1, "SecretId": "AKID…", "SecretKey": "…", "Token": "…", "Expiration": "2030-01-01T00:00:00Z"}
/// ```
///
/// The program runs again shortly before the key expires, and not once per call: it goes into a client as
/// `ProcessCredentials::new("vault-key", ["--role", "upload"]).cached()`.
///
/// `Token` and `Expiration` belong to temporary keys; `Expiration` may also be in seconds since 1970-01-01T00:00:00Z.
/// Other members are ignored. The program is found as the operating system finds one, has no standard input, inherits
/// the environment, and is killed when it takes longer than 25 seconds, or when nobody waits for it any more. When
/// it fails, the first line of its standard error becomes part of the error, so it must not hold a key.
///
/// It needs a Tokio runtime with I/O and timers enabled.
#[derive(Clone)]
pub struct ProcessCredentials {
    program: OsString,
    arguments: Vec<OsString>,
    time_limit: Duration,
}

impl ProcessCredentials {
    /// Runs `program` with `arguments`.
    pub fn new(
        program: impl Into<OsString>,
        arguments: impl IntoIterator<Item = impl Into<OsString>>,
    ) -> Self {
        Self {
            program: program.into(),
            arguments: arguments.into_iter().map(Into::into).collect(),
            time_limit: TIME_LIMIT,
        }
    }

    /// Kills the program when it has taken so long, instead of after 25 seconds. A cache waits for 30 seconds at most.
    #[must_use]
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.time_limit = limit;
        self
    }

    async fn run(&self) -> Result<Credential, CredentialError> {
        let program = self.shown();
        let child = self.start()?;
        let finished = match timeout(self.time_limit, Finished::wait_for(child)).await {
            Ok(Ok(finished)) => finished,
            Ok(Err(error)) => {
                return Err(CredentialError::unavailable(format!(
                    "{program} could not be waited for: {error}"
                )));
            }
            Err(_elapsed) => {
                return Err(CredentialError::unavailable(format!(
                    "{program} did not print credentials within {} seconds and was killed: run it by hand to see \
                     what it waits for",
                    self.time_limit.as_secs()
                )));
            }
        };
        if !finished.status.success() {
            return Err(CredentialError::unavailable(format!("{program} failed: {}", finished.complaint())));
        }
        if finished.output.len() > MAX_OUTPUT {
            return Err(CredentialError::invalid(format!(
                "{program} prints more than {MAX_OUTPUT} bytes, which are no credentials: run it by hand to see what \
                 they are"
            )));
        }
        parse(&finished.output, &program)
    }

    fn start(&self) -> Result<Child, CredentialError> {
        let mut command = Command::new(&self.program);
        command
            .args(&self.arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command.spawn().map_err(|error| {
            CredentialError::invalid(format!(
                "{} cannot be started: {error}: check the path, and whether this user may run it",
                self.shown()
            ))
        })
    }

    /// The program's name in errors; its arguments may hold what is no one's business.
    fn shown(&self) -> String {
        format!("`{}`", Shown(&self.program.to_string_lossy()))
    }
}

/// A program that came to its end.
struct Finished {
    status: ExitStatus,
    output: Zeroizing<Vec<u8>>,
    complaints: Vec<u8>,
}

impl Finished {
    async fn wait_for(mut child: Child) -> std::io::Result<Self> {
        let (output, complaints) = (child.stdout.take(), child.stderr.take());
        // Both at once: a program that may not go on writing to one of them never ends.
        let (output, complaints) =
            tokio::try_join!(read_some(output, MAX_OUTPUT + 1), read_some(complaints, MAX_COMPLAINT),)?;
        let status = child.wait().await?;
        Ok(Self { status, output, complaints: complaints.to_vec() })
    }

    /// The first line of what it says about its failure, and how it ended.
    fn complaint(&self) -> String {
        let complaints = String::from_utf8_lossy(&self.complaints);
        match complaints.lines().map(str::trim).find(|line| !line.is_empty()) {
            Some(line) => format!("{} ({})", Shown(line), self.status),
            None => self.status.to_string(),
        }
    }
}

/// The first `most` bytes; the others are read as well, and forgotten.
async fn read_some(
    source: Option<impl AsyncRead + Unpin>,
    most: usize,
) -> std::io::Result<Zeroizing<Vec<u8>>> {
    // Growing would leave copies behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(most));
    if let Some(mut source) = source {
        (&mut source).take(most as u64).read_to_end(&mut bytes).await?;
        tokio::io::copy(&mut source, &mut tokio::io::sink()).await?;
    }
    Ok(bytes)
}

impl FetchCredentials for ProcessCredentials {
    fn fetch(&self) -> BoxFuture<'_, Result<Credential, CredentialError>> {
        Box::pin(self.run())
    }

    fn name(&self) -> &'static str {
        "ProcessCredentials"
    }
}

/// Leaves out the arguments: one may be a password.
impl fmt::Debug for ProcessCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProcessCredentials")
            .field("program", &AsRef::<OsStr>::as_ref(&self.program))
            .field("arguments", &self.arguments.len())
            .field("time_limit", &self.time_limit)
            .finish()
    }
}
