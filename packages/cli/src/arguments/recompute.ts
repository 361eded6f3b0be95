/** What `--recompute` does, where it is asked for. */
export const RECOMPUTE = 'less memory for more time: the backward pass makes again what is cheap to make, rather than keep it';
