//! Writes down what goes over the wire.

use std::fmt;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::error::RecordingError;
use super::line;
use super::scrub::{Unlisted, scrubbed};
use crate::action::{ActionMeta, ServiceMeta};
use crate::offline::head::CallHead;
use crate::transport::{BoxFuture, HttpReply, HttpRequest, HttpStream, Transport, TransportError};

/// A [`Transport`] that passes everything on to another one, and records it.
///
/// Each attempt of a call is a line of its own, written before the call returns. What is secret is taken out before
/// it is written: the [format](crate::offline::recording) says what that is. Requests that are no calls of an action,
/// as those of some sources of credentials, are passed on and not recorded; so are answers that are streams.
///
/// A recording that cannot be written loses no call: [`finish`](Self::finish) tells of it.
///
/// ```no_run
/// # async fn record() -> Result<(), Box<dyn std::error::Error>> {
/// use car_api::offline::Recorder;
/// use car_api::transport::ReqwestTransport;
/// use car_api::{Client, car};
///
/// let recorder = Recorder::create("tests/recordings/upload.jsonl", &car::SERVICE, ReqwestTransport::new()?)?;
/// let car: Client = car_api::ConfigBuilder::<Client>::from_env()?.transport(recorder.clone()).build()?;
/// car.describe_cos_credential().application_id("app-fcegkdfa").send().await?;
/// println!("{} calls were recorded", recorder.finish()?);
/// # Ok(())
/// # }
/// ```
///
/// Clones write into the same recording.
#[derive(Clone)]
pub struct Recorder {
    transport: Arc<dyn Transport>,
    services: Vec<&'static ServiceMeta>,
    unlisted: Unlisted,
    sink: Arc<Mutex<Sink>>,
}

struct Sink {
    name: String,
    writer: Box<dyn Write + Send>,
    written: u64,
    /// The first; after it nothing more is written, so that no line is half a line.
    problem: Option<io::Error>,
}

impl Recorder {
    /// Records into the file at `path`, in the place of what it may hold. `service` gives the tables that say what is
    /// sensitive.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn create(
        path: impl AsRef<Path>,
        service: &'static ServiceMeta,
        transport: impl Transport + 'static,
    ) -> Result<Self, RecordingError> {
        let name = path.as_ref().display().to_string();
        match File::create(path) {
            Ok(file) => Self::start(name, Box::new(file), service, Arc::new(transport)),
            Err(source) => Err(RecordingError::Write { name, source }),
        }
    }

    /// Records into `writer`.
    ///
    /// # Errors
    ///
    /// When nothing can be written.
    pub fn to_writer(
        writer: impl Write + Send + 'static,
        service: &'static ServiceMeta,
        transport: impl Transport + 'static,
    ) -> Result<Self, RecordingError> {
        Self::start("the recording".to_owned(), Box::new(writer), service, Arc::new(transport))
    }

    fn start(
        name: String,
        mut writer: Box<dyn Write + Send>,
        service: &'static ServiceMeta,
        transport: Arc<dyn Transport>,
    ) -> Result<Self, RecordingError> {
        if let Err(source) = write_line(&mut writer, &line::header()) {
            return Err(RecordingError::Write { name, source });
        }
        let sink = Sink { name, writer, written: 0, problem: None };
        Ok(Self {
            transport,
            services: vec![service],
            unlisted: Unlisted::default(),
            sink: Arc::new(Mutex::new(sink)),
        })
    }

    /// Knows the tables of another service too.
    #[must_use]
    pub fn service(mut self, service: &'static ServiceMeta) -> Self {
        self.services.push(service);
        self
    }

    /// Sets what is kept of what no table lists; by default nothing.
    #[must_use]
    pub fn unlisted(mut self, unlisted: Unlisted) -> Self {
        self.unlisted = unlisted;
        self
    }

    /// How many calls have been recorded.
    ///
    /// # Errors
    ///
    /// When one of them could not be written; the recording ends before it.
    pub fn finish(&self) -> Result<u64, RecordingError> {
        let mut sink = self.sink();
        match sink.problem.take() {
            None => Ok(sink.written),
            Some(source) => {
                // It stays a failure for whoever asks next.
                sink.problem = Some(io::Error::new(source.kind(), source.to_string()));
                Err(RecordingError::Write { name: sink.name.clone(), source })
            }
        }
    }

    fn record(&self, request: &HttpRequest, outcome: &Result<HttpReply, TransportError>) {
        let head = CallHead::of(&request.headers);
        if head.action.is_none() {
            return;
        }
        let entry = scrubbed(self.table(head), self.unlisted, request, outcome);
        self.sink().add(&line::write(&entry));
    }

    fn table(&self, head: CallHead<'_>) -> Option<&'static ActionMeta> {
        let is_called = |service: &&&ServiceMeta| {
            head.version == Some(service.version) && head.service.is_none_or(|name| name == service.name)
        };
        self.services.iter().filter(is_called).find_map(|service| service.action(head.action?))
    }

    fn sink(&self) -> MutexGuard<'_, Sink> {
        self.sink.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink {
    fn add(&mut self, line: &str) {
        if self.problem.is_some() {
            return;
        }
        match write_line(&mut self.writer, line) {
            Ok(()) => self.written += 1,
            Err(error) => self.problem = Some(error),
        }
    }
}

fn write_line(writer: &mut impl Write, line: &str) -> io::Result<()> {
    writer.write_all(format!("{line}\n").as_bytes())?;
    writer.flush()
}

impl Transport for Recorder {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpReply, TransportError>> {
        let sent = request.clone();
        let exchange = self.transport.send(request);
        Box::pin(async move {
            let outcome = exchange.await;
            self.record(&sent, &outcome);
            outcome
        })
    }

    fn open(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpStream, TransportError>> {
        self.transport.open(request)
    }

    fn detached(&self) -> Option<Arc<dyn Transport>> {
        let transport = self.transport.detached()?;
        Some(Arc::new(Self { transport, ..self.clone() }))
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sink = self.sink();
        f.debug_struct("Recorder")
            .field("name", &sink.name)
            .field("written", &sink.written)
            .field("problem", &sink.problem)
            .field("unlisted", &self.unlisted)
            .field("transport", &self.transport)
            .finish_non_exhaustive()
    }
}
