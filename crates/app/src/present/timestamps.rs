//! The *Timestamps* tab: every time there is, proven or claimed, beside the certificate's dates.

use whence_evidence::{UnixTime, timestamp::TimestampResponse};
use whence_verify::{About, CheckId, TimeSource};

use super::{checked_if, count, fact, facts, held, hex, remark, text, time, words};
use crate::{
    check::Judged,
    view::{Block, Fact, Message, Standing, TimePoint},
};

pub(super) fn blocks(judged: &Judged) -> Vec<Block> {
    let sources = sources(judged);
    if sources.is_empty() && judged.bundle.timestamps.is_empty() {
        return vec![remark(Message::new("times-none"))];
    }
    let mut blocks: Vec<Block> = timeline(judged, &sources).into_iter().collect();
    blocks.push(facts(
        Message::new("block-times"),
        sources
            .iter()
            .map(|source| fact(source.label, time(source.at), source.standing))
            .collect(),
    ));
    blocks.extend(
        judged
            .bundle
            .timestamps
            .iter()
            .enumerate()
            .map(|(position, der)| token(judged, position, der)),
    );
    blocks
}

/// A time and who vouches for it.
struct Source {
    at: UnixTime,
    label: &'static str,
    standing: Standing,
}

/// Times of tokens and of log entries, earliest first.
fn sources(judged: &Judged) -> Vec<Source> {
    let proven = judged
        .signer()
        .map(|signer| signer.times())
        .unwrap_or_default();
    let standing =
        |source: TimeSource| checked_if(proven.iter().any(|time| time.source() == source));
    let tokens = judged
        .bundle
        .timestamps
        .iter()
        .enumerate()
        .filter_map(|(position, der)| {
            let token = TimestampResponse::parse(der).ok()?.token?;
            let standing = standing(TimeSource::Timestamp(position));
            Some(Source {
                at: token.info.gen_time,
                label: "time-stamped",
                standing,
            })
        });
    let entries = judged
        .bundle
        .log_entries
        .iter()
        .enumerate()
        .filter_map(|(position, entry)| {
            let seconds = i64::try_from(entry.integrated_time)
                .ok()
                .filter(|seconds| *seconds != 0)?;
            let standing = standing(TimeSource::LogEntry(position));
            Some(Source {
                at: UnixTime::from_seconds(seconds),
                label: "time-logged",
                standing,
            })
        });
    let mut sources: Vec<Source> = tokens.chain(entries).collect();
    sources.sort_by_key(|source| source.at);
    sources
}

fn timeline(judged: &Judged, sources: &[Source]) -> Option<Block> {
    let window = judged.report.leaf()?.validity();
    let point = |source: &Source| TimePoint {
        at: source.at.milliseconds(),
        label: Message::new(source.label),
        standing: source.standing,
        inside: window.contains(source.at),
    };
    Some(Block::Timeline {
        title: Message::new("block-timeline"),
        from: window.start.milliseconds(),
        until: window.end?.milliseconds(),
        points: sources.iter().map(point).collect(),
    })
}

fn token(judged: &Judged, position: usize, der: &[u8]) -> Block {
    let title = Message::new("block-token").with("number", count(position + 1));
    let standing = checked_if(held(
        &judged.report,
        CheckId::TspSignature,
        About::Timestamp(position),
    ));
    facts(title, token_facts(der, standing))
}

fn token_facts(der: &[u8], standing: Standing) -> Vec<Fact> {
    let Ok(response) = TimestampResponse::parse(der) else {
        return vec![fact(
            "fact-token",
            words("value-unreadable"),
            Standing::Claimed,
        )];
    };
    let Some(token) = response.token else {
        return vec![fact(
            "fact-token",
            words("token-refused"),
            Standing::Claimed,
        )];
    };
    let info = &token.info;
    let mut facts = vec![
        fact("fact-token-time", time(info.gen_time), standing),
        fact("fact-token-imprint", hex(&info.imprint), standing),
        fact(
            "fact-token-imprint-algorithm",
            text(&info.imprint_algorithm.to_string()),
            standing,
        ),
        fact(
            "fact-token-policy",
            text(&info.policy.to_string()),
            standing,
        ),
        fact("fact-token-serial", hex(&info.serial), standing),
    ];
    if let Some(accuracy) = info.accuracy {
        let text_of = format!(
            "{}.{:03}{:03} s",
            accuracy.seconds, accuracy.millis, accuracy.micros
        );
        facts.push(fact("fact-token-accuracy", text(&text_of), standing));
    }
    facts.extend(
        info.nonce
            .as_ref()
            .map(|nonce| fact("fact-token-nonce", hex(nonce), standing)),
    );
    facts
}
