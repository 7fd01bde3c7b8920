/** The two channels between window and main. Names of calls and events travel inside and are checked against the contract. */
export const callChannel = 'lloom:call';
export const eventChannel = 'lloom:event';
