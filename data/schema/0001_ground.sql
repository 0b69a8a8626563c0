-- The ground: provenance, subjects and their facts, cases, analysis, guard, work.
-- Facts carry where they came from (batch, line) and the changes that made and ended them (born, died).
-- Dates are days since 1970-01-01, months are year * 12 + month - 1, money is in hundredths, moments are milliseconds.

CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE counter (kind TEXT PRIMARY KEY, next INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- provenance -------------------------------------------------------------------------------------------------------
CREATE TABLE change (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, user TEXT NOT NULL, command TEXT NOT NULL, note TEXT) STRICT;
CREATE INDEX change_at ON change (at);
-- Which subjects a change touched, as runs of ids: what search and screens refresh by.
CREATE TABLE touched (change INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
  PRIMARY KEY (change, first)) STRICT, WITHOUT ROWID;
CREATE TABLE source (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, name_en TEXT NOT NULL, name_zh TEXT NOT NULL,
  kind TEXT NOT NULL, licence TEXT, legal_basis TEXT,
  anonymous INTEGER NOT NULL DEFAULT 0, reviewed INTEGER, reviewer TEXT, version INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE TABLE batch (id INTEGER PRIMARY KEY, source INTEGER NOT NULL REFERENCES source (id), mapping TEXT NOT NULL,
  file TEXT NOT NULL, digest TEXT NOT NULL, observed INTEGER, loaded INTEGER NOT NULL, user TEXT NOT NULL,
  read INTEGER NOT NULL DEFAULT 0, accepted INTEGER NOT NULL DEFAULT 0, rejected INTEGER NOT NULL DEFAULT 0,
  prohibited INTEGER NOT NULL DEFAULT 0, unwarned INTEGER NOT NULL DEFAULT 0, unnotified INTEGER NOT NULL DEFAULT 0, notice TEXT,
  born INTEGER NOT NULL, died INTEGER) STRICT;
CREATE TABLE rejected_row (batch INTEGER NOT NULL, line INTEGER NOT NULL, field TEXT NOT NULL, value_class TEXT NOT NULL,
  reason TEXT NOT NULL, PRIMARY KEY (batch, line, field)) STRICT, WITHOUT ROWID;

-- subject ----------------------------------------------------------------------------------------------------------
CREATE TABLE subject (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, batch INTEGER, line INTEGER,
  born INTEGER NOT NULL, died INTEGER) STRICT;
CREATE TABLE person (subject INTEGER NOT NULL, born INTEGER NOT NULL, died INTEGER, batch INTEGER, line INTEGER,
  sex TEXT, birth INTEGER, birth_exact INTEGER, education TEXT, marital TEXT, language TEXT,
  PRIMARY KEY (subject, born)) STRICT, WITHOUT ROWID;
CREATE TABLE enterprise (subject INTEGER NOT NULL, born INTEGER NOT NULL, died INTEGER, batch INTEGER, line INTEGER,
  founded INTEGER, industry TEXT, capital INTEGER, currency TEXT, state TEXT,
  PRIMARY KEY (subject, born)) STRICT, WITHOUT ROWID;
-- fact: an id that stays the same over the versions of one fact.
CREATE TABLE name (subject INTEGER NOT NULL, fact INTEGER NOT NULL, born INTEGER NOT NULL, died INTEGER, batch INTEGER, line INTEGER,
  kind TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (subject, fact, born)) STRICT, WITHOUT ROWID;
CREATE TABLE identifier (subject INTEGER NOT NULL, fact INTEGER NOT NULL, born INTEGER NOT NULL, died INTEGER, batch INTEGER, line INTEGER,
  kind TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (subject, fact, born)) STRICT, WITHOUT ROWID;
CREATE INDEX identifier_value ON identifier (value, kind);
CREATE TABLE contact (subject INTEGER NOT NULL, fact INTEGER NOT NULL, born INTEGER NOT NULL, died INTEGER, batch INTEGER, line INTEGER,
  kind TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (subject, fact, born)) STRICT, WITHOUT ROWID;
CREATE TABLE address (subject INTEGER NOT NULL, fact INTEGER NOT NULL, born INTEGER NOT NULL, died INTEGER, batch INTEGER, line INTEGER,
  kind TEXT NOT NULL, city TEXT, value TEXT NOT NULL, PRIMARY KEY (subject, fact, born)) STRICT, WITHOUT ROWID;
CREATE TABLE employment (subject INTEGER NOT NULL, fact INTEGER NOT NULL, born INTEGER NOT NULL, died INTEGER, batch INTEGER, line INTEGER,
  employer TEXT NOT NULL, occupation TEXT, since INTEGER, PRIMARY KEY (subject, fact, born)) STRICT, WITHOUT ROWID;
CREATE TABLE relation (subject INTEGER NOT NULL, fact INTEGER NOT NULL, born INTEGER NOT NULL, died INTEGER, batch INTEGER, line INTEGER,
  other INTEGER NOT NULL, kind TEXT NOT NULL, PRIMARY KEY (subject, fact, born)) STRICT, WITHOUT ROWID;

-- credit -----------------------------------------------------------------------------------------------------------
-- account.account is the account id, the same over all versions; amount is the limit of a revolving account, the
-- principal of a loan.
CREATE TABLE account (subject INTEGER NOT NULL, account INTEGER NOT NULL, born INTEGER NOT NULL, died INTEGER, batch INTEGER, line INTEGER,
  source INTEGER NOT NULL, number TEXT NOT NULL, type TEXT NOT NULL, business TEXT, currency TEXT NOT NULL,
  opened INTEGER, closed INTEGER, amount INTEGER, guarantee TEXT, five_class TEXT, state TEXT,
  PRIMARY KEY (subject, account, born)) STRICT, WITHOUT ROWID;
CREATE INDEX account_number ON account (number, source);
-- One packed row an account: first month, a state a month, and four series of amounts (balance, due, paid, past due)
-- and the batch and line of each month, see base/series.h; own_states are the furnisher's codes, separated by spaces.
CREATE TABLE history (subject INTEGER NOT NULL, account INTEGER NOT NULL, born INTEGER NOT NULL, died INTEGER, batch INTEGER, line INTEGER,
  first INTEGER NOT NULL, states TEXT NOT NULL, own_states TEXT, amounts BLOB, origins BLOB,
  PRIMARY KEY (subject, account, born)) STRICT, WITHOUT ROWID;
CREATE TABLE facility (subject INTEGER NOT NULL, fact INTEGER NOT NULL, born INTEGER NOT NULL, died INTEGER, batch INTEGER, line INTEGER,
  source INTEGER NOT NULL, number TEXT NOT NULL, amount INTEGER, used INTEGER, currency TEXT NOT NULL, begins INTEGER, ends INTEGER,
  PRIMARY KEY (subject, fact, born)) STRICT, WITHOUT ROWID;
CREATE TABLE liability (subject INTEGER NOT NULL, fact INTEGER NOT NULL, born INTEGER NOT NULL, died INTEGER, batch INTEGER, line INTEGER,
  source INTEGER NOT NULL, role TEXT NOT NULL, other TEXT, amount INTEGER, currency TEXT NOT NULL, ends INTEGER,
  PRIMARY KEY (subject, fact, born)) STRICT, WITHOUT ROWID;
CREATE TABLE enquiry (subject INTEGER NOT NULL, fact INTEGER NOT NULL, born INTEGER NOT NULL, died INTEGER, batch INTEGER, line INTEGER,
  day INTEGER NOT NULL, institution TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (subject, fact, born)) STRICT, WITHOUT ROWID;
CREATE TABLE public_record (subject INTEGER NOT NULL, fact INTEGER NOT NULL, born INTEGER NOT NULL, died INTEGER, batch INTEGER, line INTEGER,
  kind TEXT NOT NULL, authority TEXT NOT NULL, day INTEGER NOT NULL, ended INTEGER, amount INTEGER, currency TEXT, text TEXT,
  PRIMARY KEY (subject, fact, born)) STRICT, WITHOUT ROWID;
-- means and behaviour: income, assets, tax, consumption by category, bill payments, internet behaviour
CREATE TABLE measure (subject INTEGER NOT NULL, fact INTEGER NOT NULL, born INTEGER NOT NULL, died INTEGER, batch INTEGER, line INTEGER,
  kind TEXT NOT NULL, period INTEGER, value INTEGER, unit TEXT NOT NULL, PRIMARY KEY (subject, fact, born)) STRICT, WITHOUT ROWID;

-- case -------------------------------------------------------------------------------------------------------------
-- A case stands in a state (data/law/dispute_states.tsv) and waits for somebody (`waiting`, of that state, kept here for the queue's
-- indexes). due: the legal last day in force, a copy of the open clock "answer"; target: our own aim before it. applicant: subject,
-- agent, relative (codes DISPUTE_APPLICANT); identity: how it was verified (codes DISPUTE_IDENTITY), NULL: not yet. owner: who works on it;
-- held_until: when a hold that nobody renews ends (NULL with an owner: assigned for good); diary: not before this day. previous: the case
-- this one disputes again. contrary: a furnisher's code and words contradict each other. archived: the day its file was closed. planned: when a
-- correction that is held up is to be done.
CREATE TABLE dispute (id INTEGER PRIMARY KEY, subject INTEGER NOT NULL, state TEXT NOT NULL, channel TEXT NOT NULL,
  received INTEGER NOT NULL, entered INTEGER NOT NULL, due INTEGER NOT NULL, due_reason TEXT NOT NULL, profile TEXT NOT NULL,
  maker TEXT NOT NULL, decider TEXT, outcome TEXT, text TEXT, closed INTEGER, version INTEGER NOT NULL DEFAULT 1,
  target INTEGER, waiting TEXT NOT NULL DEFAULT 'agent', applicant TEXT NOT NULL DEFAULT 'subject', agent TEXT, authority TEXT,
  identity TEXT, verified INTEGER, owner TEXT, held_until INTEGER, diary INTEGER, previous INTEGER, contrary INTEGER NOT NULL DEFAULT 0,
  archived INTEGER, planned INTEGER) STRICT;
CREATE INDEX dispute_subject ON dispute (subject);
CREATE INDEX dispute_due ON dispute (state, due);
CREATE INDEX dispute_received ON dispute (received);
-- The queue in order from one index; who works on what, what is free to be taken, what sleeps, what is done.
CREATE INDEX dispute_open ON dispute (closed, due) WHERE closed IS NULL;
CREATE INDEX dispute_work ON dispute (due, id, waiting, owner, held_until, closed) WHERE closed IS NULL;
CREATE INDEX dispute_aim ON dispute (target, id, due, waiting, owner, held_until, closed) WHERE closed IS NULL;
CREATE INDEX dispute_free ON dispute (waiting, due, id, diary, state, maker, profile, owner, closed) WHERE closed IS NULL AND owner IS NULL;
CREATE INDEX dispute_owner ON dispute (owner, due, id, held_until) WHERE owner IS NOT NULL;
CREATE INDEX dispute_held ON dispute (held_until) WHERE held_until IS NOT NULL;
CREATE INDEX dispute_diary ON dispute (diary) WHERE diary IS NOT NULL;
CREATE INDEX dispute_contrary ON dispute (due, id, waiting, owner, held_until, contrary, closed) WHERE closed IS NULL AND contrary = 1;
CREATE INDEX dispute_done ON dispute (closed) WHERE closed IS NOT NULL;
-- How many open cases there are by who is waited for and by day (kind: due, received), so that counting them does not grow with the queue.
-- Only these triggers write it: an open case is always in two of its rows, and a row of none is gone.
CREATE TABLE desk_day (kind TEXT NOT NULL, waiting TEXT NOT NULL, day INTEGER NOT NULL, cases INTEGER NOT NULL,
  PRIMARY KEY (kind, waiting, day)) STRICT, WITHOUT ROWID;
CREATE TRIGGER desk_day_in AFTER INSERT ON dispute WHEN NEW.closed IS NULL BEGIN
  INSERT INTO desk_day (kind, waiting, day, cases) VALUES ('due', NEW.waiting, NEW.due, 1), ('received', NEW.waiting, NEW.received, 1)
    ON CONFLICT (kind, waiting, day) DO UPDATE SET cases = cases + 1;
END;
CREATE TRIGGER desk_day_out AFTER DELETE ON dispute WHEN OLD.closed IS NULL BEGIN
  UPDATE desk_day SET cases = cases - 1 WHERE waiting = OLD.waiting AND ((kind = 'due' AND day = OLD.due) OR (kind = 'received' AND day = OLD.received));
  DELETE FROM desk_day WHERE waiting = OLD.waiting AND ((kind = 'due' AND day = OLD.due) OR (kind = 'received' AND day = OLD.received)) AND cases = 0;
END;
CREATE TRIGGER desk_day_moved AFTER UPDATE OF waiting, due, received, closed ON dispute
  WHEN OLD.waiting IS NOT NEW.waiting OR OLD.due IS NOT NEW.due OR OLD.received IS NOT NEW.received OR (OLD.closed IS NULL) IS NOT (NEW.closed IS NULL) BEGIN
  INSERT INTO desk_day (kind, waiting, day, cases) SELECT 'due', NEW.waiting, NEW.due, 1 WHERE NEW.closed IS NULL
    UNION ALL SELECT 'received', NEW.waiting, NEW.received, 1 WHERE NEW.closed IS NULL
    ON CONFLICT (kind, waiting, day) DO UPDATE SET cases = cases + 1;
  UPDATE desk_day SET cases = cases - 1 WHERE OLD.closed IS NULL AND waiting = OLD.waiting
    AND ((kind = 'due' AND day = OLD.due) OR (kind = 'received' AND day = OLD.received));
  DELETE FROM desk_day WHERE waiting = OLD.waiting AND ((kind = 'due' AND day = OLD.due) OR (kind = 'received' AND day = OLD.received)) AND cases = 0;
END;
CREATE TABLE dispute_item (dispute INTEGER NOT NULL, item INTEGER NOT NULL, account INTEGER, month INTEGER, field TEXT NOT NULL,
  reason TEXT NOT NULL, claimed TEXT, stored TEXT, answered TEXT, says TEXT, corrected TEXT, outcome TEXT, fact INTEGER,
  PRIMARY KEY (dispute, item)) STRICT, WITHOUT ROWID;
CREATE TABLE dispute_event (dispute INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, user TEXT NOT NULL,
  event TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL, note TEXT, change INTEGER NOT NULL,
  PRIMARY KEY (dispute, seq)) STRICT, WITHOUT ROWID;
CREATE TRIGGER dispute_event_kept BEFORE DELETE ON dispute_event BEGIN SELECT RAISE(ABORT, 'what happened in a case is not taken back'); END;
CREATE TRIGGER dispute_event_stays BEFORE UPDATE OF dispute, seq, at, user, event, before, after, change ON dispute_event
  BEGIN SELECT RAISE(ABORT, 'what happened in a case is not changed'); END;
-- The clocks of a case (codes DISPUTE_CLOCK), a row each with its rule ("PROFILE:rule"), the day it is counted from, its last day and
-- the sentence that says why. Never changed but for `met`, `breached` and `replaced` (by the row of that seq: an extension is a new row).
CREATE TABLE dispute_clock (dispute INTEGER NOT NULL, seq INTEGER NOT NULL, clock TEXT NOT NULL, rule TEXT NOT NULL, since INTEGER NOT NULL,
  due INTEGER, target INTEGER, reason TEXT NOT NULL, holidays INTEGER NOT NULL, replaced INTEGER, met INTEGER, breached INTEGER,
  change INTEGER NOT NULL, PRIMARY KEY (dispute, seq)) STRICT, WITHOUT ROWID;
CREATE INDEX dispute_clock_open ON dispute_clock (due) WHERE met IS NULL AND replaced IS NULL;
CREATE INDEX dispute_clock_missed ON dispute_clock (due, dispute) WHERE met IS NULL AND replaced IS NULL AND breached IS NULL;
CREATE INDEX dispute_clock_breached ON dispute_clock (breached) WHERE breached IS NOT NULL;
CREATE TRIGGER dispute_clock_kept BEFORE DELETE ON dispute_clock BEGIN SELECT RAISE(ABORT, 'a clock of a case is not taken back'); END;
CREATE TRIGGER dispute_clock_stays BEFORE UPDATE OF dispute, seq, clock, rule, since, due, target, reason, holidays, change ON dispute_clock
  BEGIN SELECT RAISE(ABORT, 'a clock of a case is not counted again'); END;
CREATE TRIGGER dispute_clock_once BEFORE UPDATE OF replaced, met, breached ON dispute_clock
  WHEN (OLD.replaced IS NOT NULL AND NEW.replaced IS NOT OLD.replaced) OR (OLD.met IS NOT NULL AND NEW.met IS NOT OLD.met)
    OR (OLD.breached IS NOT NULL AND NEW.breached IS NOT OLD.breached)
  BEGIN SELECT RAISE(ABORT, 'what became of a clock is not changed'); END;
-- Days off and weekends that are worked, as loaded from files (data/law/holidays): what clocks are counted by.
CREATE TABLE holiday (country TEXT NOT NULL, day INTEGER NOT NULL, kind TEXT NOT NULL, name TEXT, source TEXT NOT NULL, change INTEGER NOT NULL,
  PRIMARY KEY (country, day)) STRICT, WITHOUT ROWID;
-- What was asked of a furnisher and what it answered: one row a furnisher and round. answer: field by field, same, different or unknown.
CREATE TABLE dispute_enquiry (id INTEGER PRIMARY KEY, dispute INTEGER NOT NULL, source INTEGER, form TEXT NOT NULL, number TEXT NOT NULL, sent INTEGER NOT NULL,
  due INTEGER NOT NULL, reminders INTEGER NOT NULL DEFAULT 0, reminded INTEGER, answered INTEGER, respondent TEXT, code TEXT, text TEXT,
  contrary TEXT, evidence TEXT, user TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE INDEX dispute_enquiry_dispute ON dispute_enquiry (dispute);
CREATE INDEX dispute_enquiry_open ON dispute_enquiry (source, due) WHERE answered IS NULL;
CREATE INDEX dispute_enquiry_due ON dispute_enquiry (due) WHERE answered IS NULL;
CREATE TABLE dispute_answer (enquiry INTEGER NOT NULL, item INTEGER NOT NULL, says TEXT NOT NULL, value TEXT, PRIMARY KEY (enquiry, item)) STRICT, WITHOUT ROWID;
-- What a case did to the facts, a row an item: the value that was in force and the one that took its place (NULL: taken out), why (cause:
-- error, unverifiable, reinserted), the paper it rests on (digest of an attachment), the score before and after, and the change that wrote
-- the new version: "why" of the corrected value leads to the case by it. Never changed, but emptied when a person is erased.
CREATE TABLE dispute_correction (dispute INTEGER NOT NULL, seq INTEGER NOT NULL, item INTEGER NOT NULL, before TEXT, after TEXT, cause TEXT NOT NULL,
  document TEXT, score_before INTEGER, score_after INTEGER, decider TEXT, user TEXT NOT NULL, at INTEGER NOT NULL, change INTEGER NOT NULL,
  PRIMARY KEY (dispute, seq)) STRICT, WITHOUT ROWID;
CREATE INDEX dispute_correction_change ON dispute_correction (change);
CREATE TRIGGER dispute_correction_kept BEFORE DELETE ON dispute_correction BEGIN SELECT RAISE(ABORT, 'a correction is not taken back'); END;
CREATE TRIGGER dispute_correction_stays BEFORE UPDATE OF dispute, seq, item, cause, document, score_before, score_after, decider, user, at, change ON dispute_correction
  BEGIN SELECT RAISE(ABORT, 'a correction is not changed'); END;
CREATE TRIGGER dispute_correction_emptied BEFORE UPDATE OF before, after ON dispute_correction WHEN NEW.before IS NOT NULL OR NEW.after IS NOT NULL
  BEGIN SELECT RAISE(ABORT, 'a correction is not changed'); END;
-- Who had received a wrong value in the look-back, and the notice that told them.
CREATE TABLE dispute_receiver (dispute INTEGER NOT NULL, seq INTEGER NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, last INTEGER, letter TEXT, told INTEGER,
  change INTEGER NOT NULL, PRIMARY KEY (dispute, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE mark (id INTEGER PRIMARY KEY, subject INTEGER NOT NULL, dispute INTEGER NOT NULL, item INTEGER NOT NULL,
  kind TEXT NOT NULL, account INTEGER, month INTEGER, field TEXT NOT NULL, born INTEGER NOT NULL, died INTEGER, fact INTEGER) STRICT;
CREATE INDEX mark_subject ON mark (subject);
CREATE INDEX mark_dispute ON mark (dispute);
-- What stands beside an item in every report (codes STATEMENT_KIND: personal, institution, centre, objection), or was refused a place there
-- (state: accepted, refused, withdrawn; reason). account NULL with field NULL: about the whole report.
CREATE TABLE statement (id INTEGER PRIMARY KEY, subject INTEGER NOT NULL, dispute INTEGER, kind TEXT NOT NULL, account INTEGER, month INTEGER, field TEXT,
  text TEXT NOT NULL, author TEXT NOT NULL, state TEXT NOT NULL, reason TEXT, letter TEXT, day INTEGER NOT NULL, user TEXT NOT NULL,
  born INTEGER NOT NULL, died INTEGER, version INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE INDEX statement_subject ON statement (subject);
-- A report that left the house, and the marks and statements that it showed (what: mark, statement).
CREATE TABLE report (id INTEGER PRIMARY KEY, subject INTEGER NOT NULL, kind TEXT NOT NULL, at INTEGER NOT NULL, user TEXT NOT NULL, receiver TEXT, purpose TEXT,
  digest TEXT, change INTEGER NOT NULL) STRICT;
CREATE INDEX report_subject ON report (subject, id);
CREATE TABLE report_shown (report INTEGER NOT NULL, what TEXT NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (report, what, id)) STRICT, WITHOUT ROWID;
CREATE INDEX report_shown_id ON report_shown (what, id);
CREATE TABLE letter (id INTEGER PRIMARY KEY, dispute INTEGER, request INTEGER, incident INTEGER, decision INTEGER, repair INTEGER, subject INTEGER, kind TEXT NOT NULL, language TEXT NOT NULL,
  number TEXT NOT NULL, text TEXT NOT NULL, digest TEXT NOT NULL, made INTEGER NOT NULL, user TEXT NOT NULL, change INTEGER NOT NULL) STRICT;
CREATE INDEX letter_dispute ON letter (dispute);
CREATE INDEX letter_incident ON letter (incident) WHERE incident IS NOT NULL;
CREATE INDEX letter_request ON letter (request) WHERE request IS NOT NULL;
CREATE INDEX letter_decision ON letter (decision) WHERE decision IS NOT NULL;
CREATE INDEX letter_repair ON letter (repair) WHERE repair IS NOT NULL;
-- A letter as it was first printed: printed again, it is these bytes.
CREATE TABLE letter_print (letter INTEGER NOT NULL, format TEXT NOT NULL, digest TEXT NOT NULL, body BLOB NOT NULL, fonts TEXT, made INTEGER NOT NULL, user TEXT NOT NULL,
  PRIMARY KEY (letter, format)) STRICT, WITHOUT ROWID;
-- role: what a file is to the case (codes ATTACHMENT_ROLE); type: found from its first bytes, never from its name.
CREATE TABLE attachment (dispute INTEGER NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL, digest TEXT NOT NULL, body BLOB NOT NULL,
  added INTEGER NOT NULL, user TEXT NOT NULL, type TEXT NOT NULL DEFAULT 'text/plain', role TEXT NOT NULL DEFAULT 'evidence', item INTEGER,
  PRIMARY KEY (dispute, digest)) STRICT, WITHOUT ROWID;
-- A plan of repair and its steps; effect: points, an estimate of the day it was made. Steps are kept when a plan is made anew.
-- checked, seen: the last look back and the score it found. finding: the check that failed (data/repair/checks.tsv); claimed: what the
-- facts point to; action: the step as a what-if.
CREATE TABLE repair (id INTEGER PRIMARY KEY, subject INTEGER NOT NULL, made INTEGER NOT NULL, day INTEGER NOT NULL, user TEXT NOT NULL, state TEXT NOT NULL, score INTEGER,
  expected INTEGER, target INTEGER, recheck INTEGER, model TEXT, number INTEGER, closed INTEGER, change INTEGER NOT NULL, version INTEGER NOT NULL DEFAULT 1,
  within INTEGER, checked INTEGER, seen INTEGER) STRICT;
CREATE INDEX repair_subject ON repair (subject);
CREATE INDEX repair_recheck ON repair (recheck) WHERE closed IS NULL;
CREATE TABLE repair_step (repair INTEGER NOT NULL, step INTEGER NOT NULL, kind TEXT NOT NULL, path TEXT NOT NULL, account INTEGER, month INTEGER, field TEXT, fact INTEGER,
  what TEXT NOT NULL, who TEXT NOT NULL, begins INTEGER, ends INTEGER, points INTEGER, state TEXT NOT NULL, dispute INTEGER, evidence TEXT, note TEXT, done INTEGER,
  user TEXT, finding TEXT, claimed TEXT, action TEXT, PRIMARY KEY (repair, step)) STRICT, WITHOUT ROWID;

-- analysis ---------------------------------------------------------------------------------------------------------
-- The body of a model never changes; its state does (codes MODEL_STATE), and every step is a model_event. At most one is deployed for a
-- kind of subject ('' is for tables of somebody else's: never deployed). figures: what validation found, JSON. deployed: since when.
CREATE TABLE model (name TEXT NOT NULL, number INTEGER NOT NULL, state TEXT NOT NULL, body TEXT NOT NULL, digest TEXT NOT NULL,
  made INTEGER NOT NULL, user TEXT NOT NULL, kind TEXT NOT NULL DEFAULT 'scorecard', subject TEXT NOT NULL DEFAULT 'person', note TEXT,
  validator TEXT, validated INTEGER, figures TEXT, deployed INTEGER, version INTEGER NOT NULL DEFAULT 1, PRIMARY KEY (name, number)) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX model_deployed ON model (subject) WHERE state = 'deployed';
-- instead: the model that was in use until then ("NAME:VERSION"), NULL for the shipped one. maker: who asked for it, of an act of two persons.
CREATE TABLE model_event (id INTEGER PRIMARY KEY, name TEXT NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL, user TEXT NOT NULL, maker TEXT,
  event TEXT NOT NULL, before TEXT, after TEXT NOT NULL, instead TEXT, note TEXT, change INTEGER NOT NULL) STRICT;
CREATE INDEX model_event_model ON model_event (name, number, id);
-- How a model does in a month, from the scores in force at its end (source: scores; facts: made for the look back from what the
-- facts of today say of then, of every nth file). bands and inputs are JSON; light: green, yellow, red (data/models/drift.tsv), NULL when too little is known.
CREATE TABLE model_month (name TEXT NOT NULL, number INTEGER NOT NULL, month INTEGER NOT NULL, source TEXT NOT NULL, scored INTEGER NOT NULL,
  mean REAL, psi REAL, csi REAL, csi_input TEXT, bands TEXT NOT NULL, inputs TEXT NOT NULL, known INTEGER NOT NULL, bads INTEGER NOT NULL, auc REAL,
  light TEXT, made INTEGER NOT NULL, change INTEGER NOT NULL, PRIMARY KEY (name, number, month)) STRICT, WITHOUT ROWID;
-- The newest score is the one with the greatest change; inputs are the feature values it was made from.
CREATE TABLE score (subject INTEGER NOT NULL, change INTEGER NOT NULL, model TEXT NOT NULL, number INTEGER NOT NULL,
  day INTEGER NOT NULL, score INTEGER NOT NULL, band TEXT NOT NULL, probability REAL NOT NULL, inputs BLOB,
  PRIMARY KEY (subject, change, model)) STRICT, WITHOUT ROWID;
-- Features of everybody as columns (src/features/pack.h): a block of 512 subjects a row, by feature first. Names with a dot are marks of
-- the places. feature_set: what the values were derived by, and the change as of which all of them were looked at.
CREATE TABLE feature_block (feature TEXT NOT NULL, block INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (feature, block)) STRICT, WITHOUT ROWID;
CREATE INDEX feature_block_block ON feature_block (block);
CREATE TABLE feature_set (number INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, change INTEGER NOT NULL) STRICT;
-- What was tried on a copy of a file, to be tried again on a later day: the actions as they are typed, and what came out then.
CREATE TABLE scenario (id INTEGER PRIMARY KEY, subject INTEGER NOT NULL, name TEXT NOT NULL, actions TEXT NOT NULL, day INTEGER NOT NULL,
  model TEXT NOT NULL, number INTEGER NOT NULL, before INTEGER NOT NULL, score INTEGER NOT NULL, inputs BLOB, at INTEGER NOT NULL, user TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1, UNIQUE (subject, name)) STRICT;

-- guard ------------------------------------------------------------------------------------------------------------
CREATE TABLE user (name TEXT PRIMARY KEY, role TEXT NOT NULL, title TEXT, institution TEXT, active INTEGER NOT NULL DEFAULT 1,
  version INTEGER NOT NULL DEFAULT 1) STRICT, WITHOUT ROWID;
-- What a person agreed to, or refused to be asked again. kind: query, furnish, sensitive, share, marketing, abroad (codes
-- CONSENT_KIND); scope: kinds of data separated by commas (guard/access.h), or all; told: the day on which the person was told what
-- disadvantage may follow (sensitive kinds); the moments decide what was in force when, the days are what stands on the paper.
CREATE TABLE consent (id INTEGER PRIMARY KEY, subject INTEGER NOT NULL, kind TEXT NOT NULL, answer TEXT NOT NULL, recipient TEXT NOT NULL,
  purpose TEXT NOT NULL, scope TEXT NOT NULL, clause TEXT, form TEXT, reference TEXT, told INTEGER, granted INTEGER NOT NULL, entered INTEGER NOT NULL,
  expires INTEGER, withdrawn INTEGER, ended INTEGER, user TEXT, batch INTEGER, line INTEGER, version INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE INDEX consent_subject ON consent (subject);
CREATE INDEX consent_expires ON consent (expires) WHERE withdrawn IS NULL AND expires IS NOT NULL;
CREATE INDEX consent_live ON consent (expires) WHERE answer = 'granted' AND withdrawn IS NULL;
CREATE INDEX consent_withdrawn ON consent (withdrawn) WHERE withdrawn IS NOT NULL;
-- What stands in the way of a look or of use: freeze, alert, restricted ... (codes PROTECTION_KIND). Lifted ones stay.
CREATE TABLE protection (id INTEGER PRIMARY KEY, subject INTEGER NOT NULL, kind TEXT NOT NULL, begins INTEGER NOT NULL, ends INTEGER, contact TEXT,
  reason TEXT NOT NULL, request INTEGER, placed INTEGER NOT NULL, placed_by TEXT NOT NULL, lifted INTEGER, lifted_by TEXT, lift_reason TEXT,
  version INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE INDEX protection_subject ON protection (subject);
-- An act that needs two persons, between the first and the second: the words of the command, waiting.
CREATE TABLE proposal (id INTEGER PRIMARY KEY, command TEXT NOT NULL, words TEXT NOT NULL, subject INTEGER, purpose TEXT, maker TEXT NOT NULL,
  made INTEGER NOT NULL, reason TEXT, state TEXT NOT NULL, checker TEXT, checked INTEGER, note TEXT, version INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE INDEX proposal_state ON proposal (state, id);
-- The log. seq has no gaps; `entered` is the machine's own time when `at` comes from a clock that was set by hand; state is
-- the digest of all facts after the act, hash covers every field and the hash of the line before (src/guard/chain.c). The
-- triggers stop mistakes; whoever drops them is found by the chain and by anchors kept elsewhere.
CREATE TABLE audit (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, entered INTEGER, user TEXT NOT NULL, role TEXT NOT NULL,
  command TEXT NOT NULL, subject INTEGER, dispute INTEGER, purpose TEXT, basis TEXT, note TEXT, outcome TEXT NOT NULL, change INTEGER,
  state BLOB NOT NULL, hash BLOB NOT NULL) STRICT;
CREATE INDEX audit_subject ON audit (subject, seq) WHERE subject IS NOT NULL;
CREATE INDEX audit_dispute ON audit (dispute, seq) WHERE dispute IS NOT NULL;
CREATE INDEX audit_proof ON audit (at) WHERE command IN ('audit.verify', 'store.verify');
CREATE TRIGGER audit_next BEFORE INSERT ON audit WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM audit)
  BEGIN SELECT RAISE(ABORT, 'the log has no gaps'); END;
CREATE TRIGGER audit_kept BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the log is not changed'); END;
CREATE TRIGGER audit_whole BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the log is not shortened'); END;
-- The digest of each table as the newest line has it, and the random secret behind chain and digests: both are no facts.
CREATE TABLE table_state (name TEXT PRIMARY KEY, digest BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE secret (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;

-- rights of persons and duties of the house -------------------------------------------------------------------------
-- request: what a person asks by right (codes REQUEST_KIND), with its legal last day, the day on which the applicant's
-- identity was verified, and the dispute that a correction leads to. decision: a use of a score; said: what the score
-- says by the model's cut-off, override: why a person decided otherwise (codes OVERRIDE), NULL when nobody did.
CREATE TABLE request (id INTEGER PRIMARY KEY, subject INTEGER NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, channel TEXT NOT NULL, applicant TEXT NOT NULL,
  proof TEXT, text TEXT, received INTEGER NOT NULL, entered INTEGER NOT NULL, due INTEGER, due_reason TEXT NOT NULL, profile TEXT NOT NULL, rule TEXT NOT NULL,
  extended INTEGER, verified INTEGER, dispute INTEGER, free INTEGER, outcome TEXT, reason TEXT, answered INTEGER, maker TEXT NOT NULL, decider TEXT, version INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE INDEX request_subject ON request (subject);
CREATE INDEX request_due ON request (state, due);
CREATE INDEX request_open ON request (due) WHERE answered IS NULL;
CREATE TABLE request_event (request INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, user TEXT NOT NULL, event TEXT NOT NULL,
  before TEXT NOT NULL, after TEXT NOT NULL, note TEXT, change INTEGER NOT NULL, PRIMARY KEY (request, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE decision (id INTEGER PRIMARY KEY, subject INTEGER NOT NULL, at INTEGER NOT NULL, day INTEGER NOT NULL, purpose TEXT NOT NULL, basis TEXT, outcome TEXT NOT NULL,
  machine INTEGER NOT NULL, model TEXT, number INTEGER, score INTEGER, band TEXT, reasons TEXT, state TEXT NOT NULL, maker TEXT NOT NULL, objected INTEGER,
  reviewer TEXT, reviewed INTEGER, final TEXT, note TEXT, said TEXT, override TEXT, change INTEGER NOT NULL, version INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE INDEX decision_subject ON decision (subject);
-- certificate: what a law took away, proven without holding it. incident: leak, misuse, with its notices and their clocks.
CREATE TABLE certificate (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, made INTEGER NOT NULL, user TEXT NOT NULL, profile TEXT NOT NULL, rule TEXT NOT NULL,
  items INTEGER NOT NULL, subjects INTEGER NOT NULL, digest TEXT NOT NULL, body TEXT NOT NULL, change INTEGER NOT NULL) STRICT;
CREATE TABLE incident (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, grade TEXT NOT NULL, state TEXT NOT NULL, happened INTEGER, noticed INTEGER NOT NULL,
  entered INTEGER NOT NULL, what TEXT NOT NULL, kinds TEXT, cause TEXT, harm TEXT, measures TEXT, contact TEXT, subjects INTEGER, due INTEGER, due_reason TEXT NOT NULL,
  profile TEXT NOT NULL, told_authority INTEGER, told_persons INTEGER, not_told_reason TEXT, closed INTEGER, maker TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE INDEX incident_state ON incident (state, due);
CREATE INDEX incident_open ON incident (due) WHERE closed IS NULL;
CREATE TABLE incident_event (incident INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, user TEXT NOT NULL, event TEXT NOT NULL,
  before TEXT NOT NULL, after TEXT NOT NULL, note TEXT, change INTEGER NOT NULL, PRIMARY KEY (incident, seq)) STRICT, WITHOUT ROWID;
-- about: which of its kind ("scorecard 3", "agreement 2"), NULL for all of them.
CREATE TABLE assessment (id INTEGER PRIMARY KEY, title TEXT NOT NULL, occasion TEXT NOT NULL, about TEXT, lawful TEXT NOT NULL, effect TEXT NOT NULL, measures TEXT NOT NULL,
  made INTEGER NOT NULL, keep_until INTEGER NOT NULL, review INTEGER, state TEXT NOT NULL, user TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE TABLE agreement (id INTEGER PRIMARY KEY, party TEXT NOT NULL, kind TEXT NOT NULL, licence TEXT, contact TEXT, purpose TEXT NOT NULL, method TEXT NOT NULL,
  scope TEXT NOT NULL, abroad INTEGER NOT NULL DEFAULT 0, begins INTEGER NOT NULL, ends INTEGER NOT NULL, reviewed INTEGER, reviewer TEXT, ended INTEGER,
  version INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE TABLE transfer (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, user TEXT NOT NULL, agreement INTEGER, recipient TEXT NOT NULL, purpose TEXT NOT NULL,
  method TEXT NOT NULL, scope TEXT NOT NULL, basis TEXT NOT NULL, rows INTEGER NOT NULL, subjects INTEGER NOT NULL, k INTEGER, digest TEXT, abroad INTEGER NOT NULL DEFAULT 0,
  keep_until INTEGER NOT NULL, change INTEGER NOT NULL) STRICT;

-- work -------------------------------------------------------------------------------------------------------------
CREATE TABLE note (id INTEGER PRIMARY KEY, subject INTEGER NOT NULL, at INTEGER NOT NULL, user TEXT NOT NULL, text TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE TABLE pin (user TEXT NOT NULL, subject INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (user, subject)) STRICT, WITHOUT ROWID;
CREATE TABLE saved_search (user TEXT NOT NULL, name TEXT NOT NULL, query TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (user, name)) STRICT, WITHOUT ROWID;
-- What somebody was writing when the screen was locked or the line was lost; no fact until it is said, and not in the log.
CREATE TABLE draft (user TEXT NOT NULL, place TEXT NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (user, place)) STRICT, WITHOUT ROWID;
-- Backups that were made: what the file had when it was finished, and what the last drill said of it.
CREATE TABLE backup (file TEXT PRIMARY KEY, made INTEGER NOT NULL, bytes INTEGER NOT NULL, digest TEXT NOT NULL,
  lines INTEGER NOT NULL, head TEXT NOT NULL, user TEXT NOT NULL, proved INTEGER, intact INTEGER) STRICT, WITHOUT ROWID;
