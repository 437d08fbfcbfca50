import { test } from 'node:test';
import assert from 'node:assert/strict';
import { aclText, withIds } from '#spec/service/acl/acl.js';
import { authenticate, digestIds, standardSchemes, whoAmI } from '#spec/service/acl/auth-scheme.js';
import { fixedUpAcl } from '#spec/service/acl/fixup-acl.js';
import { isAddressBlock, isInBlock } from '#spec/service/acl/ip-address.js';
import { isAllowed, masked } from '#spec/service/acl/permission.js';
import { Code } from '#spec/service/error-code.js';
import { ALICE, BOB, bytes, RULES, sha1, SUPER } from '../leader.js';
import type { Acl } from '#spec/service/acl/acl.js';

const IP = { scheme: 'ip', id: '10.1.2.3' };
const acl = (perms: number, scheme: string, id: string): Acl => ({ perms, scheme, id });

test('acl: the digest of u:p is the one that Apache ZooKeeper 3.9.4 makes', () => {
  const u = { scheme: 'digest', id: 'u:Jq7wMyA/w2Vd5WIDAKdu4OIIFEQ=' };
  assert.deepEqual(digestIds(bytes('u:p'), { hash: sha1 }), [u]);
  assert.deepEqual(digestIds(bytes('u:p'), { hash: sha1, superDigest: u.id }), [SUPER, u]);
  assert.deepEqual(digestIds(bytes('nocolon'), { hash: () => 'h' }), [{ scheme: 'digest', id: 'nocolon:h' }]);
});

test('acl: auth packets', () => {
  assert.deepEqual(authenticate('digest', bytes('u:p'), '::1', { hash: () => 'h' }), {
    ok: true,
    ids: [{ scheme: 'digest', id: 'u:h' }],
  });
  assert.deepEqual(authenticate('ip', bytes(''), '::1', { hash: sha1 }), { ok: true, ids: [{ scheme: 'ip', id: '::1' }] });
  assert.deepEqual(authenticate('nonsense', bytes(''), '::1', { hash: sha1 }), { ok: false, code: Code.AUTHFAILED });
  assert.deepEqual(withIds([IP], [ALICE, IP, ALICE]), [IP, ALICE]);
  assert.deepEqual(whoAmI([IP, ALICE, SUPER], standardSchemes), [
    { authScheme: 'ip', user: '10.1.2.3' },
    { authScheme: 'digest', user: 'alice' },
    { authScheme: 'super', user: '' },
  ]);
});

test('acl: addresses and blocks', () => {
  for (const block of [
    '1.2.3.4',
    '1.2.3.4/0',
    '1.2.3.4/32',
    '::',
    '::1',
    '1::',
    'fe80::1/64',
    '1:2:3:4:5:6:7:8',
    '1:2:3:4:5:6:7:8/128',
  ]) {
    assert.equal(isAddressBlock(block), true, block);
  }
  const bad = [
    '',
    'a',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '1.2.3.-1',
    '1.2.3.4/33',
    '1.2.3.4/-1',
    '1.2.3.4/',
    '1.2.3.4/8/8',
    '1.2.3.x',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7::8',
    '12345::',
    'g::',
    '::1/129',
  ];
  for (const block of bad) assert.equal(isAddressBlock(block), false, block);
  assert.equal(isInBlock('10.1.2.3', '10.1.2.3'), true);
  assert.equal(isInBlock('10.1.2.3', '10.1.2.4'), false);
  assert.equal(isInBlock('10.1.2.3', '10.1.9.9/16'), true);
  assert.equal(isInBlock('10.1.2.3', '10.1.3.0/23'), true);
  assert.equal(isInBlock('10.1.4.3', '10.1.3.0/23'), false);
  assert.equal(isInBlock('fe80:0:0:1:2:3:4:5', 'fe80::1:ffff:0:0:0/64'), true);
  assert.equal(isInBlock('10.1.2.3', '::/0'), false, 'versions do not mix');
  assert.equal(isInBlock('nonsense', '0.0.0.0/0'), false);
});

test('acl: fix-up drops duplicates, spells out auth, and refuses what it does not know', () => {
  const fix = (...list: Acl[]): readonly Acl[] | undefined => fixedUpAcl(list, [IP, ALICE, BOB], standardSchemes);
  assert.equal(fixedUpAcl(null, [ALICE], standardSchemes), undefined);
  assert.equal(fix(), undefined);
  const open = acl(31, 'world', 'anyone');
  assert.deepEqual(fix(open, acl(1, 'world', 'anyone'), open), [open, acl(1, 'world', 'anyone')]);
  assert.deepEqual(fix(acl(3, 'auth', 'ignored')), [acl(3, 'digest', ALICE.id), acl(3, 'digest', BOB.id)], 'not the address');
  assert.equal(fixedUpAcl([acl(3, 'auth', '')], [IP], standardSchemes), undefined);
  assert.deepEqual(fix(acl(1, 'ip', '10.0.0.0/8'), acl(1, 'digest', 'a:b')), [
    acl(1, 'ip', '10.0.0.0/8'),
    acl(1, 'digest', 'a:b'),
  ]);
  for (const bad of [
    acl(1, 'world', 'me'),
    acl(1, 'super', ''),
    acl(1, 'x509', 'CN=a'),
    acl(1, 'digest', 'a'),
    acl(1, 'digest', 'a:'),
    acl(1, 'digest', 'a:b:c'),
    acl(1, 'ip', 'x'),
  ]) {
    assert.equal(fix(open, bad), undefined, aclText(bad));
  }
});

test('acl: some entry must grant some of the bits; super and an empty list pass', () => {
  const list = [acl(1, 'digest', ALICE.id), acl(2, 'ip', '10.0.0.0/8'), acl(4, 'world', 'anyone')];
  const may = (perms: number, ...ids: Parameters<typeof isAllowed>[3]): boolean => isAllowed(RULES, list, perms, ids);
  assert.deepEqual(
    [may(1, ALICE), may(1, BOB), may(1), may(2, IP), may(2, ALICE), may(4), may(1 | 16, ALICE), may(16, ALICE), may(16, SUPER)],
    [true, false, false, true, false, true, true, false, true],
  );
  assert.equal(isAllowed(RULES, [], 31, []), true);
  assert.equal(isAllowed({ ...RULES, skipAcl: true }, list, 16, []), true);
  assert.equal(isAllowed(RULES, [acl(31, 'sasl', 'x')], 1, [{ scheme: 'sasl', id: 'x' }]), false, 'no such scheme here');
  assert.deepEqual(masked([acl(1, 'digest', 'a:b'), acl(2, 'ip', '::1')]), [acl(1, 'digest', 'a:x'), acl(2, 'ip', '::1')]);
});
