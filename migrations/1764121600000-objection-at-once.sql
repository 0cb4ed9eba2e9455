-- Whether an objection was sent with the code of a letter, and so took effect when it came; the code itself is not kept.
alter table messages add took_effect boolean not null default false;
