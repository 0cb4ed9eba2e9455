-- The rest of what the register searches, all of it public: see `registered_protocols`.
create view registered_trials as
  select id, organisation_id, slug, state, kind, stopped_at from trials where state <> 'draft';
create view public_organisations as select id, slug, name from organisations;
create view public_disclosures as select trial_id, version, published_at, found, allocated from disclosures;
-- Views to read: what passes policies by must not be a way to change anything.
revoke insert, update, delete on registered_protocols, registered_trials, public_organisations, public_disclosures
  from openbrief_app;
