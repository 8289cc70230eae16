// oidc-provider set up to do what Lockspire does: ES256 everywhere, JWT access tokens for an API, refresh
// tokens that rotate, consent that is remembered. Its own defaults would sign RS256 and not rotate the refresh
// token of a client with a secret.
import { sqliteAdapter } from './sqlite_adapter.mjs';

const hours = (count) => count * 3600;

const account = async (_context, id) => ({
  accountId: id,
  claims: async () => ({ sub: id, name: 'Ada Lovelace', email: 'ada@example.com', email_verified: true }),
});

export function configuration(made, file) {
  const api = {
    scope: 'echo:read',
    audience: made.resource,
    accessTokenFormat: 'jwt',
    accessTokenTTL: hours(1),
    jwt: { sign: { alg: 'ES256' } },
  };
  return {
    adapter: sqliteAdapter(file),
    clients: [made.client, made.apiClient],
    jwks: { keys: [made.key] },
    cookies: { keys: [made.cookieKey] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    scopes: ['openid', 'email', 'profile', 'offline_access', 'echo:read'],
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    findAccount: account,
    rotateRefreshToken: true,
    issueRefreshToken: async (_context, client) => client.grantTypeAllowed('refresh_token'),
    pkce: { required: () => true },
    features: {
      clientCredentials: { enabled: true },
      introspection: { enabled: true },
      devInteractions: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: async () => api,
      },
    },
    ttl: {
      AuthorizationCode: 600,
      AccessToken: hours(1),
      ClientCredentials: hours(1),
      Grant: hours(24 * 14),
      IdToken: hours(1),
      Interaction: hours(1),
      RefreshToken: hours(24 * 14),
      Session: hours(24 * 14),
    },
  };
}
