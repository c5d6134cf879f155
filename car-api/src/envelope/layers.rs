//! The two objects of an envelope, as serde sees them: the outer one, and `Response`, whose members go straight
//! into the reply.

use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use crate::record::{self, Key, KeySeed, Members, Record, Step, Trail};

/// What has been read of an envelope, the reply's own fields aside.
#[derive(Default)]
pub(super) struct Reading {
    pub(super) trail: Trail,
    pub(super) has_response: bool,
    pub(super) error: Option<Value>,
    /// Only where the reply's table has no `RequestId`.
    pub(super) request_id: Option<Value>,
    pub(super) legacy: Legacy,
}

/// The envelope that API version 2 used, which some gateways still answer with.
#[derive(Default)]
pub(super) struct Legacy {
    pub(super) code: Option<Value>,
    pub(super) description: Option<Value>,
    pub(super) message: Option<Value>,
}

/// Reads the outer object.
pub(super) struct Envelope<'a> {
    pub(super) reply: &'a mut dyn Record,
    pub(super) reading: &'a mut Reading,
}

impl<'de> DeserializeSeed<'de> for Envelope<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Envelope<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with a member `Response`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key_seed(NameSeed)? {
            let legacy = &mut self.reading.legacy;
            match name {
                Name::Response => {
                    if self.reading.has_response {
                        record::clear(self.reply);
                        *self.reading = Reading::default();
                    }
                    self.reading.has_response = true;
                    let seed = Response {
                        reply: &mut *self.reply,
                        reading: &mut *self.reading,
                        request_id: RequestId::InTheReply,
                    };
                    if let Err(error) = map.next_value_seed(seed) {
                        self.reading.trail.came_from(Step::Member("Response".into()));
                        return Err(error);
                    }
                }
                Name::Code => legacy.code = Some(map.next_value()?),
                Name::Description => legacy.description = Some(map.next_value()?),
                Name::Message => legacy.message = Some(map.next_value()?),
                Name::Other => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }
}

/// The members that the outer object can have.
enum Name {
    Response,
    Code,
    Description,
    Message,
    Other,
}

struct NameSeed;

impl<'de> DeserializeSeed<'de> for NameSeed {
    type Value = Name;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Name, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for NameSeed {
    type Value = Name;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member's name")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Name, E> {
        Ok(match name {
            "Response" => Name::Response,
            "code" => Name::Code,
            "codeDesc" => Name::Description,
            "message" => Name::Message,
            _ => Name::Other,
        })
    }
}

/// Reads the inner object into the reply.
pub(super) struct Response<'a> {
    pub(super) reply: &'a mut dyn Record,
    pub(super) reading: &'a mut Reading,
    pub(super) request_id: RequestId<'a>,
}

/// Where the request id is.
#[derive(Clone, Copy)]
pub(super) enum RequestId<'a> {
    InTheReply,
    /// In the head of the stream whose event it is, unless the event has one of its own.
    OfTheStream(&'a str),
}

impl<'de> DeserializeSeed<'de> for Response<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Response<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { reply, reading, request_id } = self;
        let mut members = Members::new(reply, false);
        while let Some(member) = map.next_key_seed(MemberSeed(members.key()))? {
            match member {
                Member::Reply(key) => members.read_value(key, &mut map, &mut reading.trail)?,
                Member::Error => {
                    let error: Value = map.next_value()?;
                    reading.error = Some(error).filter(|error| !error.is_null());
                }
                Member::RequestId => reading.request_id = Some(map.next_value()?),
            }
        }
        if let RequestId::OfTheStream(id) = request_id {
            members.supply("RequestId", id);
        }
        if reading.error.is_some() { Ok(()) } else { members.finish(&mut reading.trail) }
    }
}

/// Where a member of `Response` belongs.
enum Member {
    Reply(Key),
    Error,
    RequestId,
}

/// Reads the name of a member of `Response`. What the reply lists is the reply's.
struct MemberSeed(KeySeed);

impl<'de> DeserializeSeed<'de> for MemberSeed {
    type Value = Member;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Member, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for MemberSeed {
    type Value = Member;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member's name")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Member, E> {
        Ok(match self.0.find(name) {
            Key::Extra(_) | Key::Unknown if name == "Error" => Member::Error,
            Key::Unknown if name == "RequestId" => Member::RequestId,
            key => Member::Reply(key),
        })
    }
}
