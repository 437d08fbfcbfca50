/** The keys that ask for what this server does not have, where going on without it would be unsafe or insecure. */
import { properties, refused } from '../key.js';
import { anyText, flag, oneOf, port, whole } from '../kinds.js';

const OFF = ['false'];
const ANY: readonly string[] = [];

const TLS = 'There is no TLS';
const TLS_INSTEAD = 'put a TLS proxy in front of the port and leave the key out, or run Apache ZooKeeper';
const QUORUM_INSTEAD = 'keep the quorum ports on a network of their own and leave the key out, or run Apache ZooKeeper';
const SASL = 'There is no SASL and no Kerberos';
const SASL_INSTEAD = 'authenticate clients by digest and leave the key out, or run Apache ZooKeeper';
const PROVIDERS = 'The schemes are world, ip and digest; others cannot be plugged in';
const PROVIDERS_INSTEAD = 'use digest and leave the key out, or run Apache ZooKeeper';
const STATIC = 'The ensemble is as its server lines say, as long as it runs';
const STATIC_INSTEAD = 'write the server lines into this file and leave the key out';
const MAJORITY = 'Quorums are majorities';
const MAJORITY_INSTEAD = 'leave it out: then every server has one vote';
const ADMIN_INSTEAD = 'bind the admin server to an address that only you reach, and leave the key out';
const LEAVE_OUT = 'leave it out';

const SETTINGS = {
  secureClientPort: refused(port, ['0'], TLS, TLS_INSTEAD),
  secureClientPortAddress: refused(anyText, ANY, TLS, TLS_INSTEAD),
  sslQuorum: refused(flag, OFF, TLS, QUORUM_INSTEAD),
  portUnification: refused(flag, OFF, TLS, QUORUM_INSTEAD),
  sslQuorumReloadCertFiles: refused(flag, OFF, TLS, QUORUM_INSTEAD),
  'quorum.auth.enableSasl': refused(flag, OFF, SASL, QUORUM_INSTEAD),
  'quorum.auth.serverRequireSasl': refused(flag, OFF, SASL, QUORUM_INSTEAD),
  'quorum.auth.learnerRequireSasl': refused(flag, OFF, SASL, QUORUM_INSTEAD),
  observerMasterPort: refused(port, ['0'], 'Observers learn from the leader only', LEAVE_OUT),
  localSessionsEnabled: refused(flag, OFF, 'Every session is the ensemble’s', LEAVE_OUT),
  electionAlg: refused(whole(0), ['3'], 'There is one election algorithm, number 3', LEAVE_OUT),
  'multiAddress.enabled': refused(flag, OFF, 'A server has one address', 'give each server one address and leave the key out'),
  dynamicConfigFile: refused(anyText, ANY, STATIC, STATIC_INSTEAD),
  version: refused(anyText, ANY, STATIC, STATIC_INSTEAD),
  'group*': refused(anyText, ANY, MAJORITY, MAJORITY_INSTEAD),
  'weight*': refused(anyText, ANY, MAJORITY, MAJORITY_INSTEAD),
  oraclePath: refused(anyText, ANY, MAJORITY, MAJORITY_INSTEAD),
  'metricsProvider.httpsPort': refused(port, ANY, TLS, TLS_INSTEAD),
  'metricsProvider.ssl.*': refused(anyText, ANY, TLS, TLS_INSTEAD),
  'readonlymode.enabled': refused(flag, OFF, 'A server without a leader serves nobody', LEAVE_OUT),
};

const PROPERTIES = properties({
  'admin.portUnification': refused(flag, OFF, TLS, ADMIN_INSTEAD),
  'admin.forceHttps': refused(flag, OFF, TLS, ADMIN_INSTEAD),
  'admin.needClientAuth': refused(flag, OFF, TLS, ADMIN_INSTEAD),
  'client.portUnification': refused(flag, OFF, TLS, TLS_INSTEAD),
  'ssl.*': refused(anyText, ANY, TLS, TLS_INSTEAD),
  'snapshot.compression.method': refused(
    oneOf('none', '', 'gz', 'snappy'),
    ['none', ''],
    'Snapshots are written as they are; gz can be read',
    LEAVE_OUT,
  ),
  'serializeLastProcessedZxid.enabled': refused(flag, ['true'], 'Snapshots always end in their last zxid', LEAVE_OUT),
  'closeSessionTxn.enabled': refused(flag, ['true'], 'The end of a session always names what it deletes', LEAVE_OUT),
  emulate353TTLNodes: refused(
    flag,
    OFF,
    'TTL nodes are encoded as since ZooKeeper 3.5.4',
    'let ZooKeeper 3.5 rewrite them first',
  ),
  'authProvider.*': refused(anyText, ANY, PROVIDERS, PROVIDERS_INSTEAD),
  ensembleAuthName: refused(anyText, ANY, PROVIDERS, PROVIDERS_INSTEAD),
  'X509AuthenticationProvider.*': refused(anyText, ANY, PROVIDERS, PROVIDERS_INSTEAD),
  'SASLAuthenticationProvider.*': refused(anyText, ANY, PROVIDERS, PROVIDERS_INSTEAD),
  'IPAuthenticationProvider.usexforwardedfor': refused(flag, OFF, 'An address is that of the connection', LEAVE_OUT),
  'enforce.auth.enabled': refused(
    flag,
    OFF,
    'Clients are not made to authenticate',
    'protect znodes by ACLs, and leave the key out',
  ),
  sessionRequireClientSASLAuth: refused(flag, OFF, SASL, SASL_INSTEAD),
  allowSaslFailedClients: refused(flag, OFF, SASL, SASL_INSTEAD),
  letAnySaslUserDoX: refused(anyText, ANY, SASL, SASL_INSTEAD),
  'superUser*': refused(anyText, ANY, SASL, 'name a superDigest instead'),
  'kerberos.*': refused(anyText, ANY, SASL, SASL_INSTEAD),
  'sasl.*': refused(anyText, ANY, SASL, SASL_INSTEAD),
  'security.auth_to_local': refused(anyText, ANY, SASL, SASL_INSTEAD),
  kinit: refused(anyText, ANY, SASL, SASL_INSTEAD),
  'audit.enable': refused(flag, OFF, 'There is no audit log', 'run Apache ZooKeeper where an audit log is needed'),
  'testingonly.initialZxid': refused(anyText, ANY, 'A new history starts at zxid 0', LEAVE_OUT),
});

export const REFUSED = { ...SETTINGS, ...PROPERTIES };
