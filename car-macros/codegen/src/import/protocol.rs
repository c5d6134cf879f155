//! Actions that do not speak the ordinary protocol, and that the metadata does not mark.
//!
//! The metadata has a flag for one of them only (`skip_sign`). That the others stream, or take something other
//! than JSON, is known from the official SDKs, where it is written by hand as it is here: the list was taken
//! from the Go SDK (v1.3.166, August 2026), whose response types say which actions stream.

/// Service, and the actions of it that can answer with server-sent events.
const STREAMING: &[(&str, &[&str])] = &[
    ("cloudmate", &["CloudMateAgent"]),
    ("cls", &["ChatCompletions"]),
    ("dataagent", &["ChatAI", "ExecuteAgentApiV1"]),
    ("es", &["ChatCompletions", "ParseDocument"]),
    (
        "hunyuan",
        &[
            "ChatCompletions",
            "ChatTranslations",
            "CreateThread",
            "FilesDeletions",
            "FilesList",
            "FilesUploads",
            "GetThread",
            "GetThreadMessage",
            "GetThreadMessageList",
            "GroupChatCompletions",
            "ImageQuestion",
            "RunThread",
        ],
    ),
    (
        "ig",
        &[
            "GetLLMDiagnosisDrug",
            "GetLLMDiagnosisDrugChat",
            "GetLLMDiagnosisHealth",
            "GetLLMReportInterpretation",
        ],
    ),
    ("lkeap", &["ChatCompletions", "ReconstructDocumentSSE"]),
    ("tdai", &["CreateChatCompletion"]),
    ("trtc", &["TextToSpeechSSE"]),
    ("waf", &["GenerateLLMSecAnswer"]),
];

/// Service and action that take a body of bytes, with their parameters in headers.
const OCTET_STREAM: &[(&str, &str)] = &[("cls", "UploadLog")];

/// Services whose streaming actions answer on a host of their own, `<service>.ai.tencentcloudapi.com`.
const STREAMING_HOST: &[&str] = &["cloudmate", "cls", "dataagent", "es", "trtc"];

/// Whether an action can answer with server-sent events.
pub(super) fn is_streaming(service: &str, action: &str) -> bool {
    STREAMING.iter().any(|(name, actions)| *name == service && actions.contains(&action))
}

/// Whether an action takes bytes instead of JSON.
pub(super) fn is_octet_stream(service: &str, action: &str) -> bool {
    OCTET_STREAM.contains(&(service, action))
}

/// The host that a service's streaming actions answer on, where it is not the service's own.
pub(super) fn streaming_host(service: &str) -> Option<String> {
    STREAMING_HOST.contains(&service).then(|| format!("{service}.ai.tencentcloudapi.com"))
}

#[cfg(test)]
mod tests {
    use super::{STREAMING, is_octet_stream, is_streaming, streaming_host};

    #[test]
    fn the_list_holds_each_streaming_action_of_its_source() {
        assert_eq!(STREAMING.iter().map(|(_, actions)| actions.len()).sum::<usize>(), 27);
        assert!(is_streaming("hunyuan", "ChatCompletions"));
        assert!(!is_streaming("car", "ChatCompletions"));
        assert!(is_octet_stream("cls", "UploadLog") && !is_octet_stream("cls", "SearchLog"));
        assert_eq!(streaming_host("es").as_deref(), Some("es.ai.tencentcloudapi.com"));
        assert_eq!(streaming_host("hunyuan"), None);
    }
}
