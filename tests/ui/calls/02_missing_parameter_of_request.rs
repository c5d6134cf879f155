//! The same for a request that is built without a client.

use car_api::car::DescribeCosCredentialRequest;

fn main() {
    let _request = DescribeCosCredentialRequest::builder().build();
}
