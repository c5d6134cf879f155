//! Actions that do not speak the ordinary protocol, and that the metadata does not mark.
//!
//! The metadata has a flag for one of them only (`skip_sign`). That the others stream, or take something other
//! than JSON, is known from the official SDKs, where it is written by hand as it is here: the list was taken
//! from the Go SDK (v1.3.166, August 2026), whose response types say which actions stream.

use super::metadata::{Member, Object, Type};

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

/// Services whose streaming actions are called on hosts of their own, such as `<service>.ai.tencentcloudapi.com`: said
/// in the descriptions of cls and cloudmate, in the examples of dataagent, es and trtc, and done by the official SDKs
/// for es.
const STREAMING_HOST: &[&str] = &["cloudmate", "cls", "dataagent", "es", "trtc"];

/// Whether an action can answer with server-sent events.
pub(super) fn is_streaming(service: &str, action: &str) -> bool {
    STREAMING.iter().any(|(name, actions)| *name == service && actions.contains(&action))
}

/// How parameters are called that ask an action for a stream.
const STREAMING_PARAMETERS: &[&str] = &["Stream", "Streaming"];

/// The parameter that asks for a stream, where a request has one.
pub(super) fn streaming_parameter(request: &Object) -> Option<&str> {
    let asks = |member: &&Member| {
        STREAMING_PARAMETERS.contains(&member.name.as_str()) && member.ty == Type::Bool && !member.is_list
    };
    request.members.iter().find(asks).map(|member| member.name.as_str())
}

/// Whether an action takes bytes instead of JSON.
pub(super) fn is_octet_stream(service: &str, action: &str) -> bool {
    OCTET_STREAM.contains(&(service, action))
}

/// Whether a service's streaming actions are called on the hosts of the family `ai`.
pub(super) fn streams_from_ai_host(service: &str) -> bool {
    STREAMING_HOST.contains(&service)
}

#[cfg(test)]
mod tests {
    use super::{STREAMING, is_octet_stream, is_streaming, streams_from_ai_host};

    #[test]
    fn the_list_holds_each_streaming_action_of_its_source() {
        assert_eq!(STREAMING.iter().map(|(_, actions)| actions.len()).sum::<usize>(), 27);
        assert!(is_streaming("hunyuan", "ChatCompletions"));
        assert!(!is_streaming("car", "ChatCompletions"));
        assert!(is_octet_stream("cls", "UploadLog") && !is_octet_stream("cls", "SearchLog"));
        assert!(streams_from_ai_host("es") && !streams_from_ai_host("hunyuan"));
    }
}
