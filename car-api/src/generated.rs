//! What every generated item has in common, written once.
//!
//! The generator emits data: structs, tables, setters. The implementations that are the same for all of
//! them are macros (here, and beside the traits in `record`), which generated code invokes by absolute path.
//! They are hidden from the docs and change together with the generator; do not call them from code of your own.

/// Names that generated code and benchmarks need and users do not.
#[doc(hidden)]
pub mod __private {
    use crate::action::Action;
    use crate::transport::HttpReply;
    use crate::{CallOptions, Error, reply};

    #[cfg(feature = "blocking")]
    pub use crate::blocking::send_blocking;

    /// What a builder has collected so far. The carrier is the client, or stands in its place.
    #[derive(Clone, Debug)]
    pub struct Collected<C, R> {
        /// Who sends the request.
        pub carrier: C,
        /// The options of the call.
        pub options: CallOptions,
        /// The parameters.
        pub request: R,
    }

    impl<C, R: Default> Collected<C, R> {
        /// Nothing yet.
        pub fn new(carrier: C) -> Self {
            Self { carrier, options: CallOptions::default(), request: R::default() }
        }
    }

    /// Collects the items of a list parameter.
    pub fn collect<T>(items: impl IntoIterator<Item = impl Into<T>>) -> Vec<T> {
        items.into_iter().map(Into::into).collect()
    }

    /// Reads a reply the way that a call does; the benchmark of reading cannot reach it otherwise.
    ///
    /// # Errors
    ///
    /// When it is an error of the service, or no answer of the service at all.
    pub fn read_reply<A: Action>(incoming: &HttpReply) -> Result<A::Response, Error> {
        let mut response = A::Response::default();
        reply::read(incoming, A::META.service, &mut response).map(|_request_id| response)
    }
}

/// The states of a builder's required parameters.
#[doc(hidden)]
pub mod state {
    // Copied with the builder that they are the state of.

    /// The parameter was set.
    #[derive(Debug, Clone, Copy)]
    pub enum Set {}
    /// The parameter was not set.
    #[derive(Debug, Clone, Copy)]
    pub enum Unset {}
}

/// The methods that the client of every service has.
#[doc(hidden)]
#[macro_export]
macro_rules! __client {
    () => {
        /// Starts a client with settings of its own.
        pub fn builder() -> $crate::ClientBuilder<Self> {
            $crate::ClientBuilder::new()
        }

        /// A client with the credentials in `TENCENTCLOUD_SECRET_ID` and `TENCENTCLOUD_SECRET_KEY` (and, for
        /// temporary ones, the token in `TENCENTCLOUD_TOKEN`), and the region in `TENCENTCLOUD_REGION`.
        ///
        /// # Errors
        ///
        /// When a variable is missing or cannot be used; the error names it.
        pub fn from_env() -> ::core::result::Result<Self, $crate::Error> {
            $crate::ServiceClient::connect_from_env()
        }

        /// A client with credentials from wherever this machine has some: the environment, the files of the user, the
        /// identity of the machine. `car_api::credential::CredentialChain::default_chain` says which, and in which
        /// order.
        ///
        /// # Errors
        ///
        /// When the region is set somewhere and cannot be used. That there are no credentials shows at the first call.
        pub fn from_default_chain() -> ::core::result::Result<Self, $crate::Error> {
            $crate::ServiceClient::connect_from_default_chain()
        }

        /// A client with settings that several clients share.
        ///
        /// # Errors
        ///
        /// When the settings do not fit the service: an endpoint that it does not have, for example.
        pub fn new(config: &$crate::Config) -> ::core::result::Result<Self, $crate::Error> {
            $crate::ServiceClient::connect(config)
        }

        /// Sends a request that was built before.
        pub fn send<R: $crate::action::ActionRequest>(&self, request: R) -> $crate::Pending<R::Action> {
            self.send_with(request, ::core::default::Default::default())
        }

        /// Sends a request that was built before, with options for this call.
        pub fn send_with<R: $crate::action::ActionRequest>(
            &self,
            request: R,
            options: $crate::CallOptions,
        ) -> $crate::Pending<R::Action> {
            $crate::Pending::new(&self.core, options, request)
        }

        /// Calls an action by name, with JSON for parameters: for actions that have no spec.
        pub fn call_json(
            &self,
            action: impl ::core::convert::Into<::std::string::String>,
            parameters: impl $crate::record::__serde::Serialize,
        ) -> $crate::JsonCall {
            $crate::JsonCall::new(&self.core, action, parameters)
        }
    };
}

/// What ties an action's types together, and its builder: the struct, and the options of a call.
#[doc(hidden)]
#[macro_export]
macro_rules! __action {
    (
        $action:ident, $table:ident, $request:ident, $response:ident, $error:ident,
        $builder:ident[$($state:ident: $set:ident),*]
    ) => {
        impl $crate::action::Action for $action {
            type Request = $request;
            type Response = $response;
            type Error = $error;
            const META: &'static $crate::action::ActionMeta = &$table;
        }

        impl $crate::action::ActionRequest for $request {
            type Action = $action;
        }

        impl $request {
            /// Builds a request that is sent later, or elsewhere.
            pub fn builder() -> $builder<$crate::Detached> {
                $builder::over($crate::__private::Collected::new($crate::Detached))
            }
        }

        #[doc = ::core::concat!(
            "Collects the parameters of [`", ::core::stringify!($action), "`]. What is required has to be set, in \
             any order, before it can be sent."
        )]
        #[must_use = "a builder does nothing until it is sent or built"]
        #[derive(::core::clone::Clone, ::core::fmt::Debug)]
        pub struct $builder<C = $crate::ClientCore $(, $state = $crate::state::Unset)*> {
            call: $crate::__private::Collected<C, $request>,
            state: ::core::marker::PhantomData<fn() -> ($($state,)*)>,
        }

        impl<C $(, $state)*> $builder<C $(, $state)*> {
            fn over(call: $crate::__private::Collected<C, $request>) -> Self {
                Self { call, state: ::core::marker::PhantomData }
            }
        }

        impl $builder {
            fn new(core: &$crate::ClientCore) -> Self {
                Self::over($crate::__private::Collected::new(::core::clone::Clone::clone(core)))
            }
        }

        impl<$($state),*> $builder<$crate::ClientCore $(, $state)*> {
            /// Ends this call when it has taken so long, instead of after the client's own limit.
            pub fn timeout(mut self, timeout: ::core::time::Duration) -> Self {
                self.call.options = self.call.options.timeout(timeout);
                self
            }

            /// Ends each attempt of this call when it has taken so long.
            pub fn attempt_timeout(mut self, timeout: ::core::time::Duration) -> Self {
                self.call.options = self.call.options.attempt_timeout(timeout);
                self
            }

            /// Repeats this call by another policy when it fails.
            pub fn retry(mut self, policy: $crate::retry::RetryPolicy) -> Self {
                self.call.options = self.call.options.retry(policy);
                self
            }

            /// Names another region for this call.
            pub fn region(mut self, region: impl ::core::convert::Into<::std::string::String>) -> Self {
                self.call.options = self.call.options.region(region);
                self
            }

            /// Sends this call to another endpoint.
            pub fn endpoint(mut self, endpoint: impl ::core::convert::Into<$crate::Endpoint>) -> Self {
                self.call.options = self.call.options.endpoint(endpoint);
                self
            }

            /// Asks for messages in this language.
            pub fn language(mut self, language: $crate::Language) -> Self {
                self.call.options = self.call.options.language(language);
                self
            }
        }

        $crate::__send! { $builder, $action, $request, [$($state: $set),*] }
    };
}

/// The endings of every builder: `send` and its blocking form if a client made it, `build` if it stands alone.
///
/// Each asks, per required parameter, for the marker trait that only the set state has. `send` is a plain function
/// that returns a named future: of an `async fn`, the compiler would print a missing parameter three times.
#[doc(hidden)]
#[macro_export]
macro_rules! __send {
    ($builder:ident, $action:ident, $request:ident, [$($state:ident: $set:ident),*]) => {
        impl<$($state),*> $builder<$crate::ClientCore $(, $state)*> {
            /// Sends the call. Nothing happens until the future is polled; dropping it cancels the call.
            pub fn send(self) -> $crate::Pending<$action>
            where
                $($state: $set,)*
            {
                $crate::Pending::new(&self.call.carrier, self.call.options, self.call.request)
            }

            $crate::__send_blocking! { $action, [$($state: $set),*] }
        }

        impl<$($state),*> $builder<$crate::Detached $(, $state)*> {
            /// The request, to be sent later with `Client::send`.
            pub fn build(self) -> $request
            where
                $($state: $set,)*
            {
                self.call.request
            }
        }
    };
}

/// The blocking form of `send`. Whether there is one is decided here: a `cfg` in what generated code expands to
/// would ask for a feature of the crate that expands it.
#[cfg(feature = "blocking")]
#[doc(hidden)]
#[macro_export]
macro_rules! __send_blocking {
    ($action:ident, [$($state:ident: $set:ident),*]) => {
        /// Sends the call and waits for the answer, on a thread of this crate's own: it needs no runtime, and may
        /// stand inside one, whose thread it then blocks.
        ///
        /// # Errors
        ///
        /// Those of `send`.
        pub fn send_blocking(
            self,
        ) -> ::core::result::Result<
            <$action as $crate::action::Action>::Response,
            $crate::CallError<$action>,
        >
        where
            $($state: $set,)*
        {
            $crate::__private::send_blocking(self.send())
        }
    };
}

/// Without the feature there is no blocking form.
#[cfg(not(feature = "blocking"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __send_blocking {
    ($($builder:tt)*) => {};
}

/// The table of an action's error codes.
#[doc(hidden)]
#[macro_export]
macro_rules! __action_error {
    ($name:ident { $($code:literal => $variant:ident,)* }) => {
        impl $crate::action::ActionError for $name {
            const CODES: &'static [(&'static str, Self)] = &[$(($code, Self::$variant)),*];
            const NAMES: &'static [&'static str] = &[$($code),*];
            const OTHER: Self = Self::Other;
        }
    };
}
