// The sample accounts of the demo host. EXAMPLE DATA: none of these people exists.
//
// `sub` is the account's internal id: stable, never an e-mail address. The claims are OpenID
// Connect standard claims and stay below the 2 KiB that a session cookie may carry.

function person(sub, given_name, family_name, rest) {
  const preferred_username = given_name.toLowerCase();
  const claims = {
    name: `${given_name} ${family_name}`,
    given_name,
    family_name,
    preferred_username,
    email: `${preferred_username}@example.com`,
    email_verified: true,
    profile: `https://example.com/people/${preferred_username}`,
    picture: `https://example.com/people/${preferred_username}.jpg`,
    website: `https://${preferred_username}.example.net/`,
    ...rest,
  };
  return { sub, claims };
}

export const kPeople = [
  person('acct-1001', 'Amina', 'Okafor', {
    gender: 'female',
    birthdate: '1988-04-17',
    zoneinfo: 'Africa/Lagos',
    locale: 'en-NG',
    phone_number: '+234 1 555 0101',
    phone_number_verified: true,
    address: {
      formatted: '12 Marina Road\nLagos 101241\nNigeria',
      street_address: '12 Marina Road',
      locality: 'Lagos',
      postal_code: '101241',
      country: 'NG',
    },
    updated_at: 1_735_725_600,
  }),
  person('acct-1002', 'Jonas', 'Weiß', {
    gender: 'male',
    birthdate: '1975-11-02',
    zoneinfo: 'Europe/Berlin',
    locale: 'de-DE',
    phone_number: '+49 30 555 0102',
    phone_number_verified: false,
    address: {
      formatted: 'Lindenweg 7\n10115 Berlin\nDeutschland',
      street_address: 'Lindenweg 7',
      locality: 'Berlin',
      postal_code: '10115',
      country: 'DE',
    },
    updated_at: 1_738_404_000,
  }),
  person('acct-1003', 'Eleni', 'Παπαδοπούλου', {
    gender: 'female',
    birthdate: '0000-06-30',
    zoneinfo: 'Europe/Athens',
    locale: 'el-GR',
    email_verified: false,
    phone_number: '+30 21 5550 0103',
    phone_number_verified: true,
    address: {
      formatted: 'Ερμού 3\n105 63 Αθήνα\nΕλλάδα',
      street_address: 'Ερμού 3',
      locality: 'Αθήνα',
      region: 'Αττική',
      postal_code: '105 63',
      country: 'GR',
    },
    updated_at: 1_740_823_200,
  }),
  // Someone of whom the host knows next to nothing: claims that are absent stay absent.
  {
    sub: 'acct-1004',
    claims: { name: 'Sam', preferred_username: 'sam', updated_at: 1_743_501_600 },
  },
];

export function find_person(sub) {
  return kPeople.find((person) => person.sub === sub);
}

// login_hint may be whatever a client knows of the person.
export function find_by_hint(hint) {
  return kPeople.find(
    ({ sub, claims }) =>
      hint !== undefined && [sub, claims.email, claims.preferred_username].includes(hint),
  );
}
