// One folder of `export` by the reader of Frictionless Data. Usage: node datapackage.mjs FOLDER
import path from 'node:path';
import {createRequire} from 'node:module';

const require = createRequire(path.join(process.env.NODE_MODULES || process.cwd(), 'node_modules', 'x'));
const {Package} = require('datapackage');
const folder = process.argv[2];
const whole = await Package.load(path.join(folder, 'datapackage.json'), {basePath: folder});
let faults = 0, rows = 0, types = {};

function fault(what) {
    if (++faults <= 20) console.log('FAULT ' + what);
}

for (const error of whole.errors) fault(error.message);
if (whole.descriptor.profile !== 'tabular-data-package') fault('the profile is ' + whole.descriptor.profile);
for (const resource of whole.resources) {
    for (const error of resource.errors) fault(`${resource.name}: ${error.message}`);
    if (!resource.tabular) fault(`${resource.name} is no table`);
    try {
        const read = await resource.read({keyed: true});
        rows += read.length;
        if (read.length !== resource.descriptor.rows) fault(`${resource.name}: ${read.length} rows, and ${resource.descriptor.rows} are said`);
        for (const field of resource.schema.fields) types[field.type] = (types[field.type] || 0) + 1;
    } catch (error) {
        fault(`${resource.name}: ${error.message} ${(error.errors || []).slice(0, 3).map((e) => e.message).join('; ')}`);
    }
}
if (whole.resources.length < 20 || rows < 1000) fault(`only ${whole.resources.length} files and ${rows} rows`);
console.log(`${path.basename(folder)}: ${whole.resources.length} files, ${rows} rows, columns ${JSON.stringify(types)}, ${faults} faults`);
process.exit(faults ? 1 : 0);
