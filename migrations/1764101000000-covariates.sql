-- What was known of a recipient before the draw and the analysis adjusts for: the values of the protocol's covariates,
-- numbers rounded to their step, joined by the unit separator (U+001F); null where the protocol has none. It is no name
-- and no address, but of a person all the same: it lies beside the reference, in the partition that is dropped on the
-- promised day. What the analysis keeps is by arm, and nobody's row.
alter table recipients add covariates text collate "C";
