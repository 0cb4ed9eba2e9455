-- A death may be booked of somebody who had moved. Where the death is taken back, the move still stands.
alter table do_not_send add column replaced text check (replaced is null or (replaced = 'moved' and reason = 'deceased'));
