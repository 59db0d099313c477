use rusqlite::{Connection, OptionalExtension, ToSql, params, params_from_iter};
use whence_app::{
    history::{
        Earlier, Observation,
        view::{GROUPS_PER_PAGE, HistoryQuery, ROWS_PER_GROUP},
    },
    parts,
};
use whence_verdict::{Sighting, State, compare_versions};

use super::{
    database::{Database, Trouble},
    row::{COLUMNS, TABLES, list_place, observation},
};

/// Words of a search; more are not typed.
const MOST_WORDS: usize = 8;
/// Characters of one.
const LONGEST_WORD: usize = 200;
/// Signers of one product and standing, and its latest checks, whose versions a check is compared with.
const MOST_COMPARED: u32 = 256;
/// Products of files that are called alike.
const MOST_PRODUCTS: u32 = 16;
/// The highest standing: proven and on the list.
const MOST_STANDING: u8 = 3;

/// Which checks are meant. Everything by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Each has to occur in name, product, signer, label or digest; lower case.
    words: Vec<String>,
    state: Option<State>,
}

/// A page of products.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// The products, the one with the newest check first.
    pub groups: Vec<Group>,
    /// How many fit.
    pub total_groups: u64,
    /// How many checks fit.
    pub total_checks: u64,
    /// How many checks there are.
    pub all_checks: u64,
}

/// A product with its newest checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its number.
    pub group: u32,
    /// Its name.
    pub product: String,
    /// Its newest checks that fit, newest first.
    pub rows: Vec<Observation>,
    /// How many of its checks fit.
    pub total: u64,
}

/// A signer known from earlier checks.
pub(super) struct Known {
    pub(super) kind: String,
    pub(super) identity: String,
    pub(super) issuer: Option<String>,
    pub(super) label: String,
}

impl Filter {
    /// What fits these words and this state.
    pub fn new(text: &str, state: Option<State>) -> Self {
        let words = text.split_whitespace().take(MOST_WORDS);
        Self {
            words: words
                .map(|word| {
                    word.chars()
                        .take(LONGEST_WORD)
                        .collect::<String>()
                        .to_lowercase()
                })
                .collect(),
            state,
        }
    }

    /// What the window asks for.
    pub fn of(query: &HistoryQuery) -> Self {
        let state = query.state.and_then(|wanted| {
            State::ALL
                .into_iter()
                .find(|state| whence_app::present::state_view(*state) == wanted)
        });
        Self::new(&query.text, state)
    }

    fn is_everything(&self) -> bool {
        self.words.is_empty() && self.state.is_none()
    }

    /// The condition on `o`, with its values from number `first` on.
    fn condition(&self, first: usize) -> (String, Vec<&str>) {
        let mut conditions = Vec::new();
        let mut values: Vec<&str> = Vec::new();
        if let Some(state) = self.state {
            values.push(state.as_str());
            conditions.push(format!("o.state = ?{}", first + values.len() - 1));
        }
        for word in &self.words {
            values.push(word);
            conditions.push(format!("instr(o.words, ?{}) > 0", first + values.len() - 1));
        }
        if conditions.is_empty() {
            conditions.push("1".to_owned());
        }
        (conditions.join(" AND "), values)
    }
}

pub(super) fn page(database: &Database, filter: &Filter, first: u32) -> Result<Page, Trouble> {
    let connection = &database.connection;
    let (products, checks): (u64, u64) = connection
        .prepare_cached("SELECT count(*), coalesce(sum(total), 0) FROM product")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let most = GROUPS_PER_PAGE;
    let skip = usize::try_from(first).unwrap_or(usize::MAX);
    let (totals, total_groups, total_checks): (Vec<(u32, u64)>, u64, u64) = if filter
        .is_everything()
    {
        let mut statement = connection.prepare_cached(
            "SELECT id, total FROM product ORDER BY latest DESC LIMIT ?1 OFFSET ?2",
        )?;
        let found =
            statement.query_map(params![most, first], |row| Ok((row.get(0)?, row.get(1)?)))?;
        (found.collect::<Result<_, _>>()?, products, checks)
    } else {
        let (condition, values) = filter.condition(1);
        let mut statement = connection.prepare_cached(&format!(
            "SELECT o.product, count(*), max(o.id) FROM observation o WHERE {condition} GROUP BY o.product"
        ))?;
        let found = statement.query_map(params_from_iter(values), |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
        let mut found: Vec<(u32, u64, u64)> = found.collect::<Result<_, _>>()?;
        found.sort_unstable_by_key(|(_, _, latest)| std::cmp::Reverse(*latest));
        let checks = found.iter().map(|(_, total, _)| total).sum();
        let groups = found.len() as u64;
        let page = found.into_iter().skip(skip).take(most);
        (
            page.map(|(product, total, _)| (product, total)).collect(),
            groups,
            checks,
        )
    };
    let mut groups = Vec::with_capacity(totals.len());
    for (group, total) in totals {
        groups.push(Group {
            group,
            product: connection
                .prepare_cached("SELECT key FROM product WHERE id = ?1")?
                .query_row([group], |row| row.get(0))?,
            rows: rows(database, filter, group, 0, ROWS_PER_GROUP)?,
            total,
        });
    }
    Ok(Page {
        groups,
        total_groups,
        total_checks,
        all_checks: checks,
    })
}

pub(super) fn rows(
    database: &Database,
    filter: &Filter,
    group: u32,
    first: u64,
    most: usize,
) -> Result<Vec<Observation>, Trouble> {
    let (condition, words) = filter.condition(4);
    let mut statement = database.connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM {TABLES} WHERE o.product = ?1 AND {condition} ORDER BY o.id DESC LIMIT ?2 OFFSET ?3"
    ))?;
    let mut values: Vec<&dyn ToSql> = vec![&group, &most, &first];
    values.extend(words.iter().map(|word| word as &dyn ToSql));
    let found = statement.query_map(values.as_slice(), observation)?;
    Ok(found.collect::<Result<_, _>>()?)
}

pub(super) fn find(database: &Database, check: u64) -> Result<Option<Observation>, Trouble> {
    let mut statement = database
        .connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM {TABLES} WHERE o.id = ?1"))?;
    Ok(statement.query_row([check], observation).optional()?)
}

pub(super) fn group(database: &Database, product: &str) -> Result<Option<u32>, Trouble> {
    let mut statement = database
        .connection
        .prepare_cached("SELECT id FROM product WHERE key = ?1")?;
    Ok(statement
        .query_row([product], |row| row.get(0))
        .optional()?)
}

pub(super) fn total(database: &Database, group: u32) -> Result<u64, Trouble> {
    let mut statement = database
        .connection
        .prepare_cached("SELECT total FROM product WHERE id = ?1")?;
    let total = statement.query_row([group], |row| row.get(0)).optional()?;
    Ok(total.unwrap_or_default())
}

pub(super) fn each(
    database: &Database,
    filter: &Filter,
    take: &mut dyn FnMut(&Observation) -> bool,
) -> Result<(), Trouble> {
    let (condition, words) = filter.condition(1);
    let mut statement = database.connection.prepare(&format!(
        "SELECT {COLUMNS} FROM {TABLES} WHERE {condition} ORDER BY o.id"
    ))?;
    let mut rows = statement.query(params_from_iter(words))?;
    while let Some(row) = rows.next()? {
        if !take(&observation(row)?) {
            break;
        }
    }
    Ok(())
}

pub(super) fn count_before(database: &Database, at: i64) -> Result<u64, Trouble> {
    let mut statement = database
        .connection
        .prepare_cached("SELECT count(*) FROM observation WHERE at < ?1")?;
    Ok(statement.query_row([at], |row| row.get(0))?)
}

/// What a check of these products is compared with: of each signer the latest check, one of the same
/// version, the latest of a later one, and one of the same bytes. Bounded, however much there is.
pub(super) fn earlier(
    database: &Database,
    products: &[&str],
    now: &Sighting,
    until: Option<u64>,
) -> Result<Earlier, Trouble> {
    let connection = &database.connection;
    let latest: u64 = match until {
        Some(until) => until,
        None => connection
            .prepare_cached("SELECT coalesce(max(id), 0) FROM observation")?
            .query_row([], |row| row.get(0))?,
    };
    let mut checks: Vec<u64> = Vec::new();
    for product in products_of(connection, products, latest)? {
        checks.extend(earlier_of(connection, product, now, latest)?);
    }
    checks.sort_unstable();
    checks.dedup();
    let mut sightings = Vec::with_capacity(checks.len());
    for check in checks {
        sightings.extend(find(database, check)?.map(|found| found.sighting));
    }
    Ok(Earlier { latest, sightings })
}

/// The products of these keys, and those under which files that are called like one of them were kept, up to the check
/// `latest`. Of the others those that came first, so that nobody gets one out of sight by bringing more.
fn products_of(connection: &Connection, keys: &[&str], latest: u64) -> Result<Vec<u32>, Trouble> {
    let mut of_key = connection.prepare_cached(
        "SELECT id FROM product WHERE key = ?1 \
         AND EXISTS (SELECT 1 FROM observation WHERE product = product.id AND id <= ?2)",
    )?;
    let mut next = connection
        .prepare_cached("SELECT min(product) FROM called_like WHERE name = ?1 AND product > ?2")?;
    let mut products = Vec::new();
    for key in keys {
        let found = of_key.query_row(params![key, latest], |row| row.get::<_, u32>(0));
        products.extend(found.optional()?);
        let mut last = 0;
        for _ in 0..MOST_PRODUCTS {
            let found = next.query_row(params![key, last], |row| row.get::<_, Option<u32>>(0))?;
            let Some(found) = found else { break };
            last = found;
            products.push(found);
        }
    }
    products.sort_unstable();
    products.dedup();
    Ok(products)
}

/// What of one product a check is compared with.
fn earlier_of(
    connection: &Connection,
    product: u32,
    now: &Sighting,
    latest: u64,
) -> Result<Vec<u64>, Trouble> {
    let digest = now.digest.as_deref();
    let mut checks: Vec<u64> = Vec::new();
    if now.state == State::NoSignature {
        let line = Some(now.line.as_str());
        let signed = latest_of_each_signer(connection, product, 2, latest, digest, line)?;
        checks.extend(signed.into_iter().max());
    } else {
        checks = latest_of_each_signer(connection, product, 1, latest, digest, None)?;
        let mut add = |sql: &str, values: &[&dyn ToSql]| -> Result<(), Trouble> {
            let mut statement = connection.prepare_cached(sql)?;
            let found = statement.query_map(values, |row| row.get::<_, Option<u64>>(0))?;
            checks.extend(found.collect::<Result<Vec<_>, _>>()?.into_iter().flatten());
            Ok(())
        };
        add(
            "SELECT id FROM observation INDEXED BY observation_digest \
             WHERE product = ?1 AND standing > 0 AND id <= ?2 AND digest = ?3 LIMIT 1",
            &[&product, &latest, &digest],
        )?;
        if let Some(version) = &now.version {
            add(
                "SELECT max(id) FROM observation INDEXED BY observation_version \
                 WHERE product = ?1 AND standing > 0 AND id <= ?2 AND line = ?3 AND version = ?4 AND digest <> ?5",
                &[&product, &latest, &now.line, version, &digest],
            )?;
            let mut statement = connection.prepare_cached(
                "SELECT id, version FROM observation WHERE product = ?1 AND id <= ?2 AND standing > 0 \
                 AND version IS NOT NULL AND (digest IS NULL OR ?3 IS NULL OR digest <> ?3) \
                 ORDER BY id DESC LIMIT ?4",
            )?;
            let found = statement
                .query_map(params![product, latest, digest, MOST_COMPARED], |row| {
                    Ok((row.get::<_, u64>(0)?, row.get::<_, String>(1)?))
                })?;
            let versions: Vec<(u64, String)> = found.collect::<Result<_, _>>()?;
            let later = versions
                .iter()
                .filter(|(_, it)| compare_versions(it, version).is_gt());
            checks.extend(later.map(|(check, _)| *check).max());
        }
    }
    Ok(checks)
}

/// The latest check of each signer of a product with at least this standing, up to the check `latest`, whose bytes
/// are not those of `digest`; with `line`, of files that are called so. Signers that were seen first lately come
/// first. One step in an index for each, however many checks there are; left to itself, SQLite reads them all.
fn latest_of_each_signer(
    connection: &Connection,
    product: u32,
    least_standing: u8,
    latest: u64,
    digest: Option<&str>,
    line: Option<&str>,
) -> Result<Vec<u64>, Trouble> {
    let mut next = connection.prepare_cached(
        "SELECT max(signer) FROM observation INDEXED BY observation_base \
         WHERE product = ?1 AND standing = ?2 AND signer < ?3",
    )?;
    let mut latest_of = connection.prepare_cached(
        "SELECT id FROM observation INDEXED BY observation_base \
         WHERE product = ?1 AND standing = ?2 AND signer = ?3 AND id <= ?4 \
         AND (digest IS NULL OR ?5 IS NULL OR digest <> ?5) AND (?6 IS NULL OR line = ?6) ORDER BY id DESC LIMIT 1",
    )?;
    let mut checks = Vec::new();
    for standing in least_standing..=MOST_STANDING {
        let mut signer = i64::MAX;
        for _ in 0..MOST_COMPARED {
            let found = next.query_row(params![product, standing, signer], |row| {
                row.get::<_, Option<i64>>(0)
            })?;
            let Some(found) = found else { break };
            signer = found;
            let values = params![product, standing, signer, latest, digest, line];
            let found = latest_of.query_row(values, |row| row.get::<_, u64>(0));
            checks.extend(found.optional()?);
        }
    }
    Ok(checks)
}

pub(super) fn signers(database: &Database, most: u32) -> Result<Vec<Known>, Trouble> {
    let mut statement = database.connection.prepare_cached(
        "SELECT s.kind, s.name, s.issuer, coalesce(p.key, s.name) FROM signer s LEFT JOIN product p ON p.id = s.product \
         WHERE s.latest > 0 AND s.kind <> 'key' ORDER BY s.latest DESC LIMIT ?1",
    )?;
    let found = statement.query_map([most], |row| {
        let issuer: String = row.get(2)?;
        Ok(Known {
            kind: row.get(0)?,
            identity: row.get(1)?,
            issuer: (!issuer.is_empty()).then_some(issuer),
            label: row.get(3)?,
        })
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// The latest parts lists that were checked, each as it was only once.
pub(super) fn parts_lists(
    database: &Database,
    most: usize,
) -> Result<Vec<parts::Earlier>, Trouble> {
    let mut statement = database.connection.prepare_cached(
        "SELECT max(l.id), max(o.at), l.place, l.digest FROM parts_list l JOIN observation o ON o.id = l.observation \
         GROUP BY l.place, l.digest ORDER BY max(l.id) DESC LIMIT ?1",
    )?;
    let found = statement.query_map([most], |row| {
        let digest: String = row.get(3)?;
        let place = list_place(row.get(2)?, &digest);
        Ok(place.map(|place| (row.get(0), row.get(1), place)))
    })?;
    let mut all = Vec::new();
    for one in found {
        if let Some((list, at, place)) = one? {
            all.push(parts::Earlier {
                list: list?,
                at: at?,
                place,
            });
        }
    }
    Ok(all)
}

/// Where a parts list was.
pub(super) fn parts_list(
    database: &Database,
    list: u64,
) -> Result<Option<parts::ListPlace>, Trouble> {
    let mut statement = database
        .connection
        .prepare_cached("SELECT place, digest FROM parts_list WHERE id = ?1")?;
    let found = statement
        .query_row([list], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
        })
        .optional()?;
    Ok(found.and_then(|(path, digest)| list_place(path, &digest)))
}
