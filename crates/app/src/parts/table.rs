//! The table of parts: queries by number and code, pages, groups, counts, copies and files.

use std::{
    collections::HashMap,
    fmt::Write,
    sync::{Arc, PoisonError},
};

use whence_display::DisplayText;
use whence_sbom::{
    Column, Component, ComponentId, ComponentKind, Element, FindingCode, Group, GroupBy, Query,
    Relation, Rows, Sort, to_csv, to_json,
};

use super::{
    Opened, PAGE_ROWS, count,
    document::finding_label,
    full_name, licence,
    view::{
        PartsChosen, PartsColumn, PartsCount, PartsCounts, PartsFilter, PartsFormat, PartsGroup,
        PartsGrouping, PartsItem, PartsPage, PartsQuery, PartsRow, PartsValues,
    },
};
use crate::view::Message;

/// Columns of an exported file.
const EXPORTED: [Column; 13] = [
    Column::Name,
    Column::Group,
    Column::Version,
    Column::Kind,
    Column::Licence,
    Column::Supplier,
    Column::Relation,
    Column::UsedBy,
    Column::Uses,
    Column::Purl,
    Column::Cpe,
    Column::Digests,
    Column::Reference,
];
/// Rows that are handed to a clipboard at once; more belong into a file.
const COPIED: usize = 10_000;

/// The rows a query came to.
#[derive(Debug)]
pub(super) struct Table {
    sections: Vec<Section>,
    total: u32,
    parts: u32,
}

/// A group with its rows if it is open; without grouping all rows, without a group.
#[derive(Debug)]
struct Section {
    group: Option<PartsGroup>,
    rows: Rows,
}

impl Section {
    fn height(&self) -> usize {
        self.rows.len() + usize::from(self.group.is_some())
    }
}

/// One row of a table.
enum Row<'a> {
    Group(&'a PartsGroup),
    Part(ComponentId),
}

impl Table {
    /// The rows from `first` on.
    fn from(&self, first: usize) -> impl Iterator<Item = Row<'_>> {
        let mut skip = first;
        self.sections.iter().flat_map(move |section| {
            let here = skip.min(section.height());
            skip -= here;
            let group = section.group.as_ref().filter(|_| here == 0);
            let past = here.saturating_sub(usize::from(section.group.is_some()));
            let rows = section.rows.page(past..section.rows.len());
            group
                .map(Row::Group)
                .into_iter()
                .chain(rows.iter().map(|part| Row::Part(*part)))
        })
    }
}

impl Opened {
    /// One page of the parts that fit. `None` when the query names what is not there.
    pub fn page(&self, query: &PartsQuery, first: u32) -> Option<PartsPage> {
        let table = self.table(query)?;
        let rows = table.from(first as usize).take(PAGE_ROWS as usize);
        Some(PartsPage {
            rows: rows
                .filter_map(|row| match row {
                    Row::Group(group) => Some(PartsRow::Group(group.clone())),
                    Row::Part(part) => self.item(part).map(Box::new).map(PartsRow::Part),
                })
                .collect(),
            first,
            total: table.total,
            parts: table.parts,
        })
    }

    /// The next row from `after` on whose name begins with `prefix` in any case, round the end.
    pub fn seek(&self, query: &PartsQuery, prefix: &str, after: u32) -> Option<Option<u32>> {
        let table = self.table(query)?;
        let prefix = prefix.to_lowercase();
        let begins = |row: &Row<'_>| match row {
            Row::Group(group) => group
                .name
                .as_ref()
                .and_then(DisplayText::exact_text)
                .is_some_and(|name| begins_with(name, &prefix)),
            Row::Part(part) => self.index.component(*part).is_some_and(|part| {
                part.group()
                    .is_some_and(|group| begins_with(group, &prefix))
                    || begins_with(part.name(), &prefix)
            }),
        };
        let after_it = (after..)
            .zip(table.from(after as usize))
            .find(|(_, row)| begins(row));
        let found = after_it.or_else(|| (0..after).zip(table.from(0)).find(|(_, row)| begins(row)));
        Some(found.map(|(position, _)| position))
    }

    /// Counts that are filters, under the rest of the query.
    pub fn counts(&self, query: &PartsQuery) -> Option<PartsCounts> {
        let whole = self.query(query)?;
        let counted = |query: &Query, by, filter: fn(String) -> PartsFilter| {
            let groups = self.index.groups(query, by).into_iter();
            groups
                .filter_map(move |group| {
                    let code = group.key?;
                    Some(PartsCount {
                        label: Message::new(match by {
                            GroupBy::Relation => format!("parts-relation-{code}"),
                            _ => format!("parts-kind-{code}"),
                        }),
                        filter: filter(code),
                        count: group.count,
                    })
                })
                .collect::<Vec<_>>()
        };
        let without_kinds = Query {
            kinds: vec![],
            ..whole.clone()
        };
        let without_relations = Query {
            relations: vec![],
            ..whole
        };
        let mut kinds = counted(&without_kinds, GroupBy::Kind, PartsFilter::Kind);
        let mut relations = counted(&without_relations, GroupBy::Relation, PartsFilter::Relation);
        let order = |filter: &PartsFilter| match filter {
            PartsFilter::Relation(code) => Relation::from_code(code),
            _ => None,
        };
        relations.sort_by_key(|count| order(&count.filter));
        // One that is chosen stays in sight when nothing is left of it, so that it can be taken back.
        for filter in &query.filters {
            let (list, label) = match filter {
                PartsFilter::Kind(code) => (&mut kinds, format!("parts-kind-{code}")),
                PartsFilter::Relation(code) => (&mut relations, format!("parts-relation-{code}")),
                _ => continue,
            };
            if !list.iter().any(|count| count.filter == *filter) {
                list.push(PartsCount {
                    filter: filter.clone(),
                    label: Message::new(label),
                    count: 0,
                });
            }
        }
        Some(PartsCounts {
            kinds,
            relations,
            chosen: query
                .filters
                .iter()
                .filter_map(|filter| self.chosen(filter))
                .collect(),
        })
    }

    fn chosen(&self, filter: &PartsFilter) -> Option<PartsChosen> {
        let value = |groups: &[Group], value: u32, without: &str| {
            let group = groups.get(value as usize)?;
            Some(match &group.key {
                Some(text) => {
                    Message::new("parts-value").with("text", DisplayText::identifier(text))
                }
                None => Message::new(without),
            })
        };
        let label = match filter {
            PartsFilter::Kind(_) | PartsFilter::Relation(_) => return None,
            PartsFilter::Gap(code) => Message::new("parts-chosen-gap")
                .with("element", Message::new(format!("parts-element-{code}"))),
            PartsFilter::Finding(code) => finding_label(FindingCode::from_code(code)?),
            PartsFilter::Vulnerable(true) => Message::new("parts-chosen-vulnerable"),
            PartsFilter::Vulnerable(false) => Message::new("parts-chosen-not-vulnerable"),
            PartsFilter::Licence(number) => {
                value(&self.licences, *number, "parts-group-without-licence")?
            }
            PartsFilter::Supplier(number) => {
                value(&self.suppliers, *number, "parts-group-without-supplier")?
            }
        };
        Some(PartsChosen {
            filter: filter.clone(),
            label,
        })
    }

    /// Licences or suppliers of the whole document with these words in them.
    pub fn values(&self, by: PartsGrouping, text: &str, first: u32) -> PartsValues {
        let words = text.to_lowercase();
        let groups = self.groups_of(by);
        let fitting: Vec<_> = (0..)
            .zip(groups)
            .filter(|(_, group)| match &group.key {
                Some(key) => key.to_lowercase().contains(&words),
                None => words.is_empty(),
            })
            .collect();
        PartsValues {
            values: super::document::page(&fitting, first)
                .map(|(value, group)| group_view(*value, group.key.as_deref(), group.count, false))
                .collect(),
            first,
            total: count(fitting.len()),
            most: groups.iter().map(|group| group.count).max().unwrap_or(0),
        }
    }

    /// Rows of a table by their positions, as tab-separated text with a line of column names; groups are
    /// left out. `None` when the query names what is not there, or too many are asked for.
    pub fn copy(&self, query: &PartsQuery, rows: &[u32]) -> Option<String> {
        let table = self.table(query)?;
        if rows.len() > COPIED {
            return None;
        }
        let mut text = String::from("name\tversion\tkind\tlicence\tsupplier\trelation\tpurl\n");
        for row in rows {
            let Some(Row::Part(part)) = table.from(*row as usize).next() else {
                continue;
            };
            let Some(part) = self.index.component(part) else {
                continue;
            };
            let or_empty = |text: Option<&str>| cell(text.unwrap_or_default());
            // Writing to a String does not fail.
            let _ = writeln!(
                text,
                "{}\t{}\t{}\t{}\t{}\t{}\t{}",
                full_name(&part).with_cap(TEXT).to_terminal(),
                or_empty(part.version()),
                part.kind().as_str(),
                licence(&part).map_or_else(String::new, |text| text.with_cap(TEXT).to_terminal()),
                or_empty(part.supplier()),
                part.relation().as_str(),
                or_empty(part.purl()),
            );
        }
        Some(text)
    }

    /// All parts that fit as a file, whatever groups are open.
    pub fn export(&self, query: &PartsQuery, format: PartsFormat) -> Option<String> {
        let rows = self.index.select(&self.query(query)?);
        Some(match format {
            PartsFormat::Csv => to_csv(&self.index, &rows, &EXPORTED),
            PartsFormat::Json => to_json(&self.index, &rows, &EXPORTED),
        })
    }

    /// The rows of a query, kept until another one is asked.
    fn table(&self, query: &PartsQuery) -> Option<Arc<Table>> {
        let mut kept = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, table)) = &*kept
            && known == query
        {
            return Some(Arc::clone(table));
        }
        let table = Arc::new(self.build(query)?);
        *kept = Some((query.clone(), Arc::clone(&table)));
        Some(table)
    }

    fn build(&self, query: &PartsQuery) -> Option<Table> {
        let whole = self.query(query)?;
        let Some(by) = query.group else {
            let rows = self.index.select(&whole);
            let parts = count(rows.len());
            let sections = vec![Section { group: None, rows }];
            return Some(Table {
                sections,
                total: parts,
                parts,
            });
        };
        let numbers: HashMap<Option<&str>, u32> = self
            .groups_of(by)
            .iter()
            .zip(0..)
            .map(|(group, number)| (group.key.as_deref(), number))
            .collect();
        let grouped_by = match by {
            PartsGrouping::Licence => GroupBy::Licence,
            PartsGrouping::Supplier => GroupBy::Supplier,
        };
        let sections: Vec<Section> = self
            .index
            .groups(&whole, grouped_by)
            .into_iter()
            .map(|group| {
                let number = numbers
                    .get(&group.key.as_deref())
                    .copied()
                    .unwrap_or(u32::MAX);
                let open = query.open.contains(&number);
                let view = group_view(number, group.key.as_deref(), group.count, open);
                let rows = if open {
                    let mut narrowed = whole.clone();
                    match by {
                        PartsGrouping::Licence => narrowed.licences = vec![group.key],
                        PartsGrouping::Supplier => narrowed.suppliers = vec![group.key],
                    }
                    self.index.select(&narrowed)
                } else {
                    Rows::default()
                };
                Section {
                    group: Some(view),
                    rows,
                }
            })
            .collect();
        Some(Table {
            total: count(sections.iter().map(Section::height).sum()),
            // A part with several licences is in several groups and is one part all the same.
            parts: count(
                self.index
                    .select(&Query {
                        sort: None,
                        ..whole
                    })
                    .len(),
            ),
            sections,
        })
    }

    /// The query in the words of the index; `None` when it names what is not there.
    fn query(&self, query: &PartsQuery) -> Option<Query> {
        let mut made = Query {
            search: query.text.clone(),
            sort: query.sort.map(|sort| Sort {
                column: column(sort.column),
                descending: sort.descending,
            }),
            ..Query::default()
        };
        for filter in &query.filters {
            match filter {
                PartsFilter::Kind(code) => made.kinds.push(ComponentKind::from_code(code)?),
                PartsFilter::Relation(code) => made.relations.push(Relation::from_code(code)?),
                PartsFilter::Gap(code) => made.gap = Some(Element::from_code(code)?),
                PartsFilter::Finding(code) => made.finding = Some(FindingCode::from_code(code)?),
                PartsFilter::Vulnerable(vulnerable) => made.vulnerable = Some(*vulnerable),
                PartsFilter::Licence(number) => made
                    .licences
                    .push(self.licences.get(*number as usize)?.key.clone()),
                PartsFilter::Supplier(number) => made
                    .suppliers
                    .push(self.suppliers.get(*number as usize)?.key.clone()),
            }
        }
        Some(made)
    }

    fn groups_of(&self, by: PartsGrouping) -> &[Group] {
        match by {
            PartsGrouping::Licence => &self.licences,
            PartsGrouping::Supplier => &self.suppliers,
        }
    }

    pub(super) fn item(&self, part: ComponentId) -> Option<PartsItem> {
        Some(item(&self.index.component(part)?, self))
    }
}

/// Characters of one copied cell.
const TEXT: usize = 32_000;

/// One cell of tab-separated text.
fn cell(text: &str) -> String {
    DisplayText::identifier(text).with_cap(TEXT).to_terminal()
}

fn item(part: &Component<'_>, opened: &Opened) -> PartsItem {
    let graph = opened.index.graph();
    PartsItem {
        part: part.id().0,
        name: full_name(part),
        version: part.version().map(DisplayText::identifier),
        kind: Message::new(format!("parts-kind-{}", part.kind().as_str())),
        licence: licence(part),
        supplier: part.supplier().map(DisplayText::identifier),
        relation: Message::new(format!("parts-relation-{}", part.relation().as_str())),
        has_hash: part.hashes().next().is_some(),
        used_by: count(graph.used_by(part.id()).count()),
        uses: count(graph.uses(part.id()).count()),
        identifier: part.purl().map(DisplayText::identifier),
    }
}

fn group_view(value: u32, key: Option<&str>, count: u32, open: bool) -> PartsGroup {
    PartsGroup {
        value,
        name: key.map(DisplayText::identifier),
        count,
        open,
    }
}

fn begins_with(name: &str, prefix: &str) -> bool {
    let mut letters = name.chars().flat_map(char::to_lowercase);
    prefix.chars().all(|letter| letters.next() == Some(letter))
}

const fn column(column: PartsColumn) -> Column {
    match column {
        PartsColumn::Name => Column::Name,
        PartsColumn::Version => Column::Version,
        PartsColumn::Kind => Column::Kind,
        PartsColumn::Licence => Column::Licence,
        PartsColumn::Supplier => Column::Supplier,
        PartsColumn::Relation => Column::Relation,
        PartsColumn::Hash => Column::Hash,
        PartsColumn::UsedBy => Column::UsedBy,
        PartsColumn::Uses => Column::Uses,
        PartsColumn::Identifier => Column::Purl,
    }
}
