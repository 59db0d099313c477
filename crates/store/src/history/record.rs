use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use whence_app::{
    history::{Observation, Product},
    view::SubjectKind,
};
use whence_verdict::{SeenCertificate, SeenSigner, State};

use super::{
    database::{Database, Trouble},
    row::{SEPARATOR, changes_text, kind_name},
};

/// Adds checks, all or none, and returns their numbers.
pub(super) fn record(
    database: &Database,
    observations: &[Observation],
) -> Result<Vec<u64>, Trouble> {
    within(&database.connection, |transaction| {
        observations
            .iter()
            .map(|observation| insert(transaction, observation, None))
            .collect()
    })
}

/// Adds checks under the numbers they have.
pub(super) fn put_back(database: &Database, observations: &[Observation]) -> Result<(), Trouble> {
    within(&database.connection, |transaction| {
        for observation in observations {
            insert(transaction, observation, Some(observation.sighting.check))?;
        }
        Ok(())
    })
}

/// All or nothing. Takes the right to write at the start: whoever reads first and writes later can be refused.
pub(super) fn within<T>(
    connection: &Connection,
    act: impl FnOnce(&Transaction<'_>) -> Result<T, Trouble>,
) -> Result<T, Trouble> {
    let transaction = Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
    let done = act(&transaction)?;
    transaction.commit()?;
    Ok(done)
}

/// Notes what files are called like that were kept before this was noted.
pub(super) fn add_names(connection: &Connection) -> Result<(), Trouble> {
    let mut packages = connection.prepare(
        "SELECT o.id, o.product, o.name, p.key FROM observation o JOIN product p ON p.id = o.product \
         WHERE o.kind = ?1 AND p.key LIKE 'pkg:%'",
    )?;
    let kept = packages.query_map([kind_name(SubjectKind::File)], |row| {
        let (name, key) = (row.get::<_, String>(2)?, row.get::<_, String>(3)?);
        Ok((
            row.get(0)?,
            row.get(1)?,
            called_like(SubjectKind::File, &name, &key),
        ))
    })?;
    for (check, product, name) in kept.collect::<Result<Vec<_>, _>>()? {
        add_name(connection, name, product, check)?;
    }
    Ok(())
}

fn add_name(
    connection: &Connection,
    name: Option<String>,
    product: i64,
    check: i64,
) -> Result<(), Trouble> {
    if let Some(name) = name {
        connection
            .prepare_cached(
                "INSERT INTO called_like (name, product, observation) VALUES (?1, ?2, ?3)",
            )?
            .execute(params![name, product, check])?;
    }
    Ok(())
}

fn insert(
    transaction: &Transaction<'_>,
    observation: &Observation,
    number: Option<u64>,
) -> Result<u64, Trouble> {
    let sighting = &observation.sighting;
    let product = product(transaction, &observation.product)?;
    let signer = sighting
        .signer
        .as_ref()
        .map(|signer| self::signer(transaction, signer))
        .transpose()?;
    let certificate = match &sighting.signer {
        Some(SeenSigner::Certificate(certificate)) => Some(certificate.as_ref()),
        Some(SeenSigner::Key { .. }) | None => None,
    };
    let tail = certificate.map(|it| it.identity.get(it.name().len()..).unwrap_or_default());
    let (entry_id, entry_label) = match &sighting.entry {
        Some((id, label)) => (Some(id), Some(label)),
        None => (None, None),
    };
    let mut statement = transaction.prepare_cached(
        "INSERT INTO observation (id, at, kind, name, product, line, version, digest, size, state, code, standing, \
         signer, name_tail, source_ref, build_trigger, runner, claim, logged, timestamped, entry_id, entry_label, \
         evidence, trust_dated, changes, words) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, \
         ?23, ?24, ?25, ?26)",
    )?;
    statement.execute(params![
        number,
        observation.at,
        kind_name(observation.kind),
        observation.name,
        product,
        sighting.line,
        sighting.version,
        sighting.digest,
        observation.size,
        sighting.state.as_str(),
        observation.code,
        standing(observation),
        signer,
        tail,
        certificate.and_then(|it| it.source_ref.as_ref()),
        certificate.and_then(|it| it.trigger.as_ref()),
        certificate.and_then(|it| it.runner.as_ref()),
        sighting.claim.map(whence_verify::Claim::as_str),
        sighting.logged,
        sighting.timestamped,
        entry_id,
        entry_label,
        observation.evidence.join(SEPARATOR),
        observation.trust_dated,
        changes_text(&observation.changes),
        words(observation),
    ])?;
    let check = transaction.last_insert_rowid();
    let name = called_like(observation.kind, &observation.name, &observation.product);
    add_name(transaction, name, product, check)?;
    if standing(observation) > 1 {
        transaction
            .prepare_cached(
                "UPDATE signer SET latest = max(latest, ?1), product = ?2 WHERE id = ?3",
            )?
            .execute(params![check, product, signer])?;
    }
    for list in &observation.lists {
        transaction
            .prepare_cached(
                "INSERT INTO parts_list (observation, place, digest) VALUES (?1, ?2, ?3)",
            )?
            .execute(params![check, list.path, list.digest.to_string()])?;
    }
    Ok(u64::try_from(check).unwrap_or_default())
}

/// What a file is called like that was kept under a package: that is a claim of whoever packed it, which must not take
/// it out of sight of others of its name.
fn called_like(kind: SubjectKind, name: &str, product: &str) -> Option<String> {
    let named = Product::of_file(name);
    let is_claimed = kind == SubjectKind::File && product.starts_with("pkg:");
    (is_claimed && named.compared).then_some(named.key)
}

/// What later checks make of it; see the column.
fn standing(observation: &Observation) -> u8 {
    let sighting = &observation.sighting;
    match sighting.state {
        _ if sighting.signer.is_none() => 0,
        State::Listed => 3,
        State::Unlisted if sighting.changed => 1,
        State::Unlisted => 2,
        State::Failed | State::NoSignature | State::CouldNotCheck => 0,
    }
}

fn product(transaction: &Transaction<'_>, key: &str) -> Result<i64, Trouble> {
    let mut known = transaction.prepare_cached("SELECT id FROM product WHERE key = ?1")?;
    if let Some(id) = known.query_row([key], |row| row.get(0)).optional()? {
        return Ok(id);
    }
    transaction
        .prepare_cached("INSERT INTO product (key, latest, total) VALUES (?1, 0, 0)")?
        .execute([key])?;
    Ok(transaction.last_insert_rowid())
}

fn signer(transaction: &Transaction<'_>, signer: &SeenSigner) -> Result<i64, Trouble> {
    let values: [&str; 8] = match signer {
        SeenSigner::Key {
            fingerprint,
            registry,
        } => [
            "key",
            fingerprint,
            registry.as_deref().unwrap_or_default(),
            "",
            "",
            "",
            "",
            "",
        ],
        SeenSigner::Certificate(certificate) => parts(certificate),
    };
    let mut known = transaction.prepare_cached(
        "SELECT id FROM signer WHERE kind = ?1 AND name = ?2 AND issuer = ?3 AND instance = ?4 \
         AND repository = ?5 AND repository_id = ?6 AND owner = ?7 AND owner_id = ?8",
    )?;
    if let Some(id) = known.query_row(values, |row| row.get(0)).optional()? {
        return Ok(id);
    }
    transaction
        .prepare_cached(
            "INSERT INTO signer (kind, name, issuer, instance, repository, repository_id, owner, owner_id) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(values)?;
    Ok(transaction.last_insert_rowid())
}

fn parts(certificate: &SeenCertificate) -> [&str; 8] {
    [
        &certificate.kind,
        certificate.name(),
        certificate.issuer.as_deref().unwrap_or_default(),
        certificate.instance.as_deref().unwrap_or_default(),
        certificate.repository.as_deref().unwrap_or_default(),
        certificate.repository_id.as_deref().unwrap_or_default(),
        certificate.owner.as_deref().unwrap_or_default(),
        certificate.owner_id.as_deref().unwrap_or_default(),
    ]
}

/// Name, product, signer, signing service, label and digest, in lower case.
fn words(observation: &Observation) -> String {
    let sighting = &observation.sighting;
    let (signer, issuer, instance) = match &sighting.signer {
        Some(SeenSigner::Certificate(certificate)) => (
            certificate.name(),
            certificate.issuer.as_deref(),
            certificate.instance.as_deref(),
        ),
        Some(SeenSigner::Key {
            fingerprint,
            registry,
        }) => (fingerprint.as_str(), registry.as_deref(), None),
        None => ("", None, None),
    };
    let label = sighting.entry.as_ref().map(|(_, label)| label.as_str());
    let all = [
        observation.name.as_str(),
        observation.product.as_str(),
        signer,
        issuer.unwrap_or_default(),
        instance.unwrap_or_default(),
        label.unwrap_or_default(),
        sighting.digest.as_deref().unwrap_or_default(),
    ];
    all.join("\n").to_lowercase()
}
