//! Lists of parts: every reader, and what a window asks of an index.
#![no_main]

use libfuzzer_sys::fuzz_target;
use whence_sbom::{Column, ComponentId, GroupBy, Outline, Query, Sort, bind, diff, read, to_csv};

fuzz_target!(|bytes: &[u8]| {
    let _ = whence_sbom::recognise(bytes);
    let Ok(index) = read(bytes.to_vec()) else {
        return;
    };
    let query = Query {
        search: "a".to_owned(),
        sort: Some(Sort {
            column: Column::Version,
            descending: false,
        }),
        ..Query::default()
    };
    let rows = index.select(&query);
    let _ = to_csv(&index, &rows, Column::ALL);
    let _ = index.groups(&query, GroupBy::Licence);
    let _ = index.gaps();
    let _ = index
        .graph()
        .paths_to(ComponentId(0), &index.facts().roots, 20);
    let mut outline = Outline::new(&index);
    for position in 0..20 {
        outline.open(&index, position);
    }
    let _ = bind(&index, &whence_sbom::BindingFacts::default());
    assert!(diff(&index, &index).changes().is_empty());
});
