-- A beacon's later pulse in the draw. The list of recipients is closed, and its hash public, before the pulse is out.

alter table draws
  add column list_sha256 bytea check (length(list_sha256) = 32),
  add column list_recipients int,
  add column frozen_at timestamptz,
  add constraint draws_list_is_whole check (
    (list_sha256 is null) = (frozen_at is null) and (list_recipients is null) = (frozen_at is null)
  ),
  -- No pulse without a list that was public before it.
  add constraint draws_pulse_after_list check (beacon is null or frozen_at is not null);

-- How many recipients of a file share an address; null where addresses were not read or households are drawn anyway.
alter table imports
  add column shared_recipients int,
  add column shared_addresses int,
  add column largest_address int;
