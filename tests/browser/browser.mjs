// One page in a real browser: axe-core in both languages, with and without JavaScript, at desktop and phone width; nothing is fetched; the switch and
// the keyboard work; nothing is wider than a narrow screen. Usage: node browser.mjs PAGE.html CHROMIUM [FOLDER for pictures]
import fs from 'node:fs';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {createRequire} from 'node:module';

const [page_file, chromium, pictures] = process.argv.slice(2);
const require = createRequire(path.join(process.env.NODE_MODULES || process.cwd(), 'node_modules', 'x'));
const puppeteer = require('puppeteer-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const address = pathToFileURL(path.resolve(page_file)).href;
const rules = {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations', 'incomplete']};
const widths = {desktop: {width: 1280, height: 900}, phone: {width: 360, height: 740}, zoom400: {width: 320, height: 256}};
let faults = 0, checks = 0;

function must(good, what) {
    checks++;
    if (good) return;
    faults++;
    console.log('FAULT ' + what);
}

async function look(page, name) {
    const found = await page.evaluate(async (options) => await globalThis.axe.run(document, options), rules);
    for (const v of found.violations) console.log(`${name}: ${v.id} (${v.impact}): ${v.help}: ` + v.nodes.slice(0, 3).map((n) => n.target.join(' ') + ' ' + n.html.slice(0, 160)).join('\n    '));
    must(found.passes.length > 15, `${name}: axe found only ${found.passes.length} rules to apply`);
    must(found.violations.length === 0, `${name}: ${found.violations.length} violations of axe`);
    const unclear = found.incomplete.filter((i) => i.id !== 'color-contrast').map((i) => i.id);
    if (unclear.length) console.log(`${name}: to be judged by a person: ${unclear.join(', ')}`);
}

// Violations of the page's own policy, and anything that is fetched.
async function open(browser, how) {
    const page = await browser.newPage();
    page.on('request', (r) => must(r.url() === address || r.url().startsWith('data:'), 'fetches ' + r.url()));
    page.on('console', (m) => { if (m.type() === 'error') must(false, 'the console says ' + m.text()); });
    page.on('pageerror', (e) => must(false, 'the script fails: ' + e.message));
    await page.setJavaScriptEnabled(how.script);
    await page.setViewport(how.size);
    if (how.still) await page.emulateMediaFeatures([{name: 'prefers-reduced-motion', value: 'reduce'}]);
    await page.goto(address, {waitUntil: 'load'});
    return page;
}

async function shown(page) {
    return await page.evaluate(() => ['nl', 'en'].filter((l) => { const e = document.getElementById(l); return e && e.getClientRects().length > 0; }).join());
}

async function wide(page, name) {
    const over = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth, [...document.querySelectorAll('main *')].filter((e) => !e.closest('.scroll') && !e.closest('svg') && e.getBoundingClientRect().right > window.innerWidth + 1).slice(0, 3).map((e) => e.outerHTML.slice(0, 120))]);
    must(over[0] <= over[1] + 1, `${name}: ${over[0]} pixels wide on a screen of ${over[1]}: ${over[2].join(' | ')}`);
}

async function picture(page, name, full = true) {
    if (pictures) await page.screenshot({path: path.join(pictures, name + '.png'), fullPage: full});
}

async function with_script(browser, first) {
    const second = first === 'nl' ? 'en' : 'nl';
    for (const [name, size] of Object.entries(widths)) {
        const page = await open(browser, {script: true, size, still: true});
        await page.evaluate(axe);
        must((await shown(page)) === first, `${name}: ${first} is not what is shown first`);
        await look(page, `${name} ${first}`);
        await wide(page, `${name} ${first}`);
        await picture(page, `${name}-${first}`);
        await page.evaluate(() => { for (const d of document.querySelectorAll('details')) d.open = true; });
        await look(page, `${name} ${first}, all open`);
        await wide(page, `${name} ${first}, all open`);
        await page.evaluate(() => { for (const d of document.querySelectorAll('details')) d.open = false; });
        await page.click(`#${first} button.switch`);
        must((await shown(page)) === second, `${name}: the switch does not show ${second}`);
        must((await page.evaluate(() => document.documentElement.lang)) === second, `${name}: the switch leaves lang as it was`);
        must(await page.evaluate((l) => document.activeElement.closest('#' + l) !== null, second), `${name}: focus is lost at the switch`);
        await look(page, `${name} ${second}`);
        await wide(page, `${name} ${second}`);
        await picture(page, `${name}-${second}`);
        await page.close();
    }
}

async function without_script(browser, first) {
    const page = await open(browser, {script: false, size: widths.desktop});
    must((await shown(page)) === first, `without script ${first} is not shown`);
    must((await page.$$eval('button', (all) => all.filter((b) => b.getClientRects().length > 0).length)) === 0, 'without script there are buttons that do nothing');
    // The page forbids scripts of others, as it must; what is checked here is what stands in the page: the same document without a script of its own.
    await page.close();
    const bare = await browser.newPage();
    await bare.setViewport(widths.desktop);
    const html = fs.readFileSync(page_file, 'utf8').replace(/<script>[^]*?<\/script>/, '').replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '');
    await bare.setContent(html, {waitUntil: 'load'});
    await bare.evaluate(axe);
    await look(bare, `without script ${first}`);
    await bare.evaluate(() => { const a = document.getElementById('nl'), b = document.getElementById('en'); [a.hidden, b.hidden] = [b.hidden, a.hidden]; document.documentElement.lang = a.hidden ? 'en' : 'nl'; });
    await look(bare, 'without script, the other language');
    await bare.close();
}

async function keyboard(browser) {
    const page = await open(browser, {script: true, size: widths.desktop, still: true});
    const seen = new Set();
    for (let i = 0; i < 60; i++) {
        await page.keyboard.press('Tab');
        const at = await page.evaluate(() => { const e = document.activeElement, r = e.getBoundingClientRect(); return [e.tagName, e.textContent.slice(0, 30), r.width > 0 && getComputedStyle(e).outlineStyle !== 'none']; });
        if (at[0] === 'BODY') break;
        seen.add(at[0]);
        must(at[2], `no sign of focus on ${at[0]} ${at[1]}`);
    }
    for (const tag of ['A', 'BUTTON', 'SUMMARY']) must(seen.has(tag), `the keyboard does not reach any ${tag}`);
    await page.close();
}

async function print(browser, first) {
    const page = await open(browser, {script: true, size: widths.desktop});
    const pdf = await page.pdf({format: 'A4', preferCSSPageSize: true});
    must(pdf.length > 10000, 'nothing is printed');
    if (pictures) fs.writeFileSync(path.join(pictures, `print-${first}.pdf`), pdf);
    await page.close();
}

const browser = await puppeteer.launch({executablePath: chromium, headless: true, args: ['--no-sandbox', '--disable-gpu', '--allow-file-access-from-files']});
try {
    const first = /<html lang="(..)">/.exec(fs.readFileSync(page_file, 'utf8'))[1];
    await with_script(browser, first);
    await without_script(browser, first);
    await keyboard(browser);
    await print(browser, first);
} finally {
    await browser.close();
}
console.log(`${checks - faults} passed, ${faults} failed`);
process.exit(faults ? 1 : 0);
