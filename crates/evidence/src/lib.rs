//! Formats of signature evidence, parsed strictly and within limits. Every value here is claimed, none is proven.
