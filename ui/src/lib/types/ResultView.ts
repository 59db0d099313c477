import type { EvidenceView } from "./EvidenceView";
import type { SubjectView } from "./SubjectView";
import type { TrustDataView } from "./TrustDataView";
import type { VerdictView } from "./VerdictView";
import type { WhyLine } from "./WhyLine";

export type ResultView = { result: number, subject: SubjectView, verdict: VerdictView, why: Array<WhyLine>, evidence: Array<EvidenceView>, trustData: TrustDataView, checkedAt: number, };
