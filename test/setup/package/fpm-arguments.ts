/** What is to be packed, as electron-builder says it to fpm. */
export interface DebRequest {
  /** File to write. */
  readonly artifact: string;
  /** Fields of the control file. */
  readonly fields: Readonly<Record<string, string>>;
  /** Scripts by their name in the package: `postinst`, `postrm`. */
  readonly scripts: Readonly<Record<string, string>>;
  /** Local file or folder, and its absolute place on the target. A folder ends with a slash: its content is meant. */
  readonly contents: readonly { readonly from: string; readonly to: string }[];
}

const fieldOptions: Readonly<Record<string, string>> = {
  '--name': 'Package',
  '--version': 'Version',
  '--architecture': 'Architecture',
  '--maintainer': 'Maintainer',
  '--url': 'Homepage',
  '--deb-priority': 'Priority',
  '--category': 'Section',
  '--description': 'Description',
};

const flagsWithoutValue = ['--force', '--debug'];

/**
 * Reads the arguments that electron-builder gives to fpm for a deb.
 *
 * @throws Error when the kind is not deb or something essential is missing.
 */
export function parseFpmArguments(args: readonly string[]): DebRequest {
  const options = new Map<string, string[]>();
  const contents: { from: string; to: string }[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index] ?? '';
    if (flagsWithoutValue.includes(argument)) continue;
    if (argument.startsWith('-')) {
      const values = options.get(argument) ?? [];
      options.set(argument, [...values, args[++index] ?? '']);
    } else {
      const split = argument.lastIndexOf('=');
      contents.push({ from: argument.slice(0, split), to: argument.slice(split + 1) });
    }
  }
  const one = (name: string) => options.get(name)?.at(-1);
  const artifact = one('--package');
  if (one('-t') !== 'deb' || artifact === undefined) throw new Error('Only deb packages can be made here.');

  const fields: Record<string, string> = {};
  for (const [option, field] of Object.entries(fieldOptions)) {
    const value = one(option);
    if (value) fields[field] = value;
  }
  const depends = options.get('-d');
  if (depends) fields.Depends = depends.join(', ');
  const recommends = options.get('--deb-recommends');
  if (recommends) fields.Recommends = recommends.join(', ');

  const scripts: Record<string, string> = {};
  const afterInstall = one('--after-install');
  if (afterInstall) scripts.postinst = afterInstall;
  const afterRemove = one('--after-remove');
  if (afterRemove) scripts.postrm = afterRemove;
  return { artifact, fields, scripts, contents };
}

/** Text of a control file: one field a line; further lines of a description are indented. */
export function formatControl(fields: Readonly<Record<string, string>>, installedKib: number): string {
  const { Description = '', ...others } = fields;
  const lines = Object.entries(others).map(([name, value]) => `${name}: ${value}`);
  const description = Description.trim().replaceAll(/\n\s*/g, '\n ');
  return `${[...lines, `Installed-Size: ${installedKib}`, `Description: ${description}`].join('\n')}\n`;
}
