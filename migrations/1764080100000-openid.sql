-- Sign-in by OpenID Connect: an account's own name at the provider, and sign-ins that are under way there.

alter table accounts add openid_issuer text;
alter table accounts add openid_subject text;
create unique index accounts_by_openid on accounts (openid_issuer, openid_subject);

create table openid_sign_ins (
  state_sha256 bytea primary key,
  -- The browser that began it: an answer that another browser brings is refused.
  browser_sha256 bytea not null,
  -- Nonce and PKCE verifier.
  sealed bytea not null,
  next text not null,
  expires_at timestamptz not null
);
-- Nobody's until it is known who comes back.
select protect_by('openid_sign_ins', 'false');
