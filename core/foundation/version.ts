import about from '../../package.json' with { type: 'json' };

/** Version of this program, as semver. */
export const version: string = about.version;
