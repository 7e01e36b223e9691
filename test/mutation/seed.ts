import fc from 'fast-check';

// The same histories for each mutant and each run, so that it is no chance what survives. A counterexample need not be the smallest.
fc.configureGlobal({ seed: 1, endOnFailure: true });
