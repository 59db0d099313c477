//! Indexing a list of parts of 50 MB, next to parsing it into `serde_json::Value`; and what a table then asks.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "measurement: what cannot be measured must stop the run"
)]

use std::{fmt::Write, fs, hint::black_box, time::Duration};

use whence_bench::{
    process::Line,
    rounds::{Variant, interleave, thread_time},
    table,
};
use whence_sbom::{Column, Element, GroupBy, Index, Query, Relation, Sort, diff, read};

const SIZE: usize = 50_000_000;
const ROUNDS: usize = 7;
const OBSERVER: &str = env!("CARGO_BIN_EXE_peak-memory");

fn main() {
    // As its own child: reads the file, and nothing else, so that its peak memory is that of reading.
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() == Some("read") {
        let path = arguments.next().expect("a file");
        let bytes = fs::read(path).expect("a file that can be read");
        black_box(read(bytes).expect("a list of parts"));
        return;
    }
    let document = document();
    reading(&document);
    let index = read(document).expect("a list of parts");
    println!(
        "\n{} components, {} relations.\n",
        index.len(),
        index.graph().len()
    );
    asking(&index);
}

fn reading(document: &[u8]) {
    let times = interleave(
        &mut [
            Variant::new("serde_json, into Value", || {
                black_box(serde_json::from_slice::<serde_json::Value>(document).expect("JSON"));
            }),
            Variant::new("whence, into an index", || {
                black_box(read(document.to_vec()).expect("a list of parts"));
            }),
        ],
        ROUNDS,
        1,
        thread_time,
    );
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let path = folder.path().join("bom.json");
    fs::write(&path, document).expect("a file");
    let own = std::env::current_exe().expect("the name of this program");
    let peak = Line::new(own, &["read", path.to_str().expect("text")]).peak_memory(OBSERVER);
    let size = document.len() as f64 / 1024.0 / 1024.0;
    let rows: Vec<Vec<String>> = times
        .iter()
        .map(|each| {
            vec![
                each.name.clone(),
                milliseconds(each.processor.median()),
                format!("{:.2}", each.processor.ratio_to(&times[0].processor)),
            ]
        })
        .collect();
    println!("CycloneDX JSON of {size:.1} MiB, medians of {ROUNDS} rounds.\n");
    table::print(&["", "processor ms", "x Value"], &rows);
    println!(
        "\nPeak memory of a process that reads it: {peak:.1} MiB, {:.2} times the document (limit 1.5).",
        peak / size
    );
}

fn asking(index: &Index) {
    let select = |query: Query| {
        move || {
            black_box(index.select(&query));
        }
    };
    let search = |text: &str| Query {
        search: text.to_owned(),
        ..Query::default()
    };
    let sort = |column, descending| Query {
        sort: Some(Sort { column, descending }),
        ..Query::default()
    };
    let filtered = Query {
        relations: vec![Relation::Transitive],
        licences: vec![Some("MIT".to_owned())],
        gap: Some(Element::Sha512),
        ..Query::default()
    };
    let deepest = index.components().last().expect("a component").id();
    let times = interleave(
        &mut [
            Variant::new("search, some found", select(search("ssl"))),
            Variant::new("search, nothing found", select(search("qqqq"))),
            Variant::new("filter: licence, relation, gap", select(filtered)),
            Variant::new("sort by name", select(sort(Column::Name, false))),
            Variant::new("sort by version", select(sort(Column::Version, true))),
            Variant::new("sort by used by", select(sort(Column::UsedBy, true))),
            Variant::new("group by licence", || {
                black_box(index.groups(&Query::default(), GroupBy::Licence));
            }),
            Variant::new("group by supplier", || {
                black_box(index.groups(&Query::default(), GroupBy::Supplier));
            }),
            Variant::new("gaps, all standards", || {
                black_box(index.gaps());
            }),
            Variant::new("20 paths to the top", || {
                black_box(index.graph().paths_to(deepest, &index.facts().roots, 20));
            }),
            Variant::new("difference to itself", || {
                black_box(diff(index, index));
            }),
        ],
        ROUNDS,
        3,
        thread_time,
    );
    let rows: Vec<Vec<String>> = times
        .iter()
        .map(|each| vec![each.name.clone(), milliseconds(each.processor.median())])
        .collect();
    table::print(&["", "processor ms"], &rows);
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1000.0)
}

/// A document as generators write them: indented, about 900 bytes for each component and its relations.
fn document() -> Vec<u8> {
    const WORDS: [&str; 8] = ["open", "lib", "fast", "core", "json", "http", "ssl", "log"];
    const LICENCES: [&str; 5] = ["MIT", "Apache-2.0", "BSD-3-Clause", "ISC", "GPL-2.0-only"];
    let mut random = Random(1);
    let mut components = String::with_capacity(SIZE);
    let mut dependencies = String::new();
    let mut names: Vec<String> = Vec::new();
    while components.len() + dependencies.len() < SIZE {
        let at = names.len();
        let name = format!("{}{}-{at}", WORDS[random.below(8)], WORDS[random.below(8)]);
        let version = format!(
            "{}.{}.{}",
            random.below(9),
            random.below(40),
            random.below(99)
        );
        let purl = format!("pkg:npm/%40acme{}/{name}@{version}", at % 900);
        let hash: String = (0..4).map(|_| format!("{:016x}", random.next())).collect();
        let comma = if at == 0 { "" } else { "," };
        write!(
            components,
            r#"{comma}
    {{
      "type": "library",
      "bom-ref": "{purl}",
      "group": "@acme{}",
      "name": "{name}",
      "version": "{version}",
      "description": "Does one thing, and {name} does it well",
      "scope": "required",
      "supplier": {{
        "name": "Supplier {}"
      }},
      "hashes": [
        {{
          "alg": "SHA-256",
          "content": "{hash}"
        }}
      ],
      "licenses": [
        {{
          "license": {{
            "id": "{}"
          }}
        }}
      ],
      "purl": "{purl}",
      "externalReferences": [
        {{
          "type": "website",
          "url": "https://packages.example/{name}"
        }}
      ]
    }}"#,
            at % 900,
            at % 700,
            LICENCES[random.below(5)],
        )
        .expect("memory");
        // Each uses up to six that came before it.
        let uses: Vec<String> = (0..random.below(7).min(at))
            .map(|_| format!("        \"{}\"", names[random.below(at)]))
            .collect();
        write!(
            dependencies,
            ",\n    {{\n      \"ref\": \"{purl}\",\n      \"dependsOn\": [\n{}\n      ]\n    }}",
            uses.join(",\n")
        )
        .expect("memory");
        names.push(purl);
    }
    let tops: Vec<String> = names
        .iter()
        .rev()
        .take(50)
        .map(|name| format!("\"{name}\""))
        .collect();
    format!(
        r#"{{
  "bomFormat": "CycloneDX",
  "specVersion": "1.6",
  "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
  "version": 1,
  "metadata": {{
    "timestamp": "2026-01-01T00:00:00Z",
    "component": {{"type": "application", "bom-ref": "root", "name": "root", "version": "1"}}
  }},
  "components": [{components}
  ],
  "dependencies": [
    {{"ref": "root", "dependsOn": [{}]}}{dependencies}
  ]
}}
"#,
        tops.join(", ")
    )
    .into_bytes()
}

/// Xorshift: the same document every time.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).expect("small")
    }
}
