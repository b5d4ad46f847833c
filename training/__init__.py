"""How the language model of kg is made: corpora, network, training, export, evaluation."""
