// Story: a person signs in, consents and refuses in a real Chromium, by keyboard, in tabs side by
// side, in light and dark, wide and narrow.
//
// usage: node sign_in.mjs [STACK.json]   without it, starts a stack and takes it down
import { Tally } from '../interop/tally.mjs';
import { browser_rule_cases } from './browser_rules.mjs';
import { journey_cases } from './journeys.mjs';
import { look_cases } from './looks.mjs';
import { single_page_app_cases } from './single_page_app.mjs';
import { Site } from './site.mjs';

const site = await Site.start(process.argv[2]);
const tally = new Tally();
try {
  await journey_cases(tally, site);
  await browser_rule_cases(tally, site);
  await single_page_app_cases(tally, site);
  await look_cases(tally, site);
} catch (fault) {
  await tally.check('the story comes to its end', () => Promise.reject(fault));
} finally {
  await site.close();
}
tally.finish();
