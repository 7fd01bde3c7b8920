import { useEffect, useRef } from 'react';
import { useForm } from 'react-hook-form';
import type { Prices } from '../../../core/control/schemas/money.ts';
import { Button } from '../../components/controls/Button.tsx';
import { NumberField } from '../../components/controls/NumberField.tsx';
import { NextAction } from '../../components/heads/NextAction.tsx';
import { Panel } from '../../components/heads/Panel.tsx';
import { Notice } from '../../components/status/Notice.tsx';
import { type PriceUnit, priceFieldText, priceUnitText } from '../../format/amount.ts';
import { useActions, useApp } from '../../store/context.tsx';
import text from '../../styles/text.module.css';
import { PricePreview } from './PricePreview.tsx';
import { configText, convertField, type PriceInput, type PricePair, parsePrice, priceWords } from './price-field.ts';
import styles from './pricing.module.css';

interface PriceForm {
  readonly inbound: string;
  readonly outbound: string;
}

export interface PriceEditorProps {
  readonly prices: Prices;
  readonly unit: PriceUnit;
}

const problemOf = (input: PriceInput): string | undefined => (input.ok ? undefined : input.problem);

/** The two fields, what they would give, and the way to save them. */
export function PriceEditor({ prices, unit }: PriceEditorProps) {
  const saving = useApp((state) => state.busy.has('save-prices'));
  const actions = useActions();
  const asked = { inbound: BigInt(prices.inboundWei), outbound: BigInt(prices.outboundWei) };
  const asFields = (): PriceForm => ({
    inbound: priceFieldText(asked.inbound, unit),
    outbound: priceFieldText(asked.outbound, unit),
  });
  const { register, watch, reset, getValues, setValue, setFocus } = useForm<PriceForm>({ defaultValues: asFields() });

  const shownUnit = useRef(unit);
  useEffect(() => {
    if (shownUnit.current === unit) return;
    for (const field of ['inbound', 'outbound'] as const) {
      setValue(field, convertField(getValues(field), shownUnit.current, unit));
    }
    shownUnit.current = unit;
  }, [unit, getValues, setValue]);

  const fields = watch();
  // Until the fields are converted they still hold the unit before.
  const inbound = parsePrice(fields.inbound, shownUnit.current);
  const outbound = parsePrice(fields.outbound, shownUnit.current);
  const valid = inbound.ok && outbound.ok;
  const changed = {
    inbound: !inbound.ok || inbound.wei !== asked.inbound,
    outbound: !outbound.ok || outbound.wei !== asked.outbound,
  };

  // New prices from outside (the file, the command line) replace what is shown unless something is being edited.
  const dirty = changed.inbound || changed.outbound;
  const known = `${prices.inboundWei} ${prices.outboundWei}`;
  const shownPrices = useRef({ known, dirty });
  useEffect(() => {
    if (shownPrices.current.known !== known && !shownPrices.current.dirty) reset(asFields());
    shownPrices.current = { known, dirty };
  });

  const offer = { inbound: BigInt(prices.clientOffer.inboundWei), outbound: BigInt(prices.clientOffer.outboundWei) };
  const refused = valid && (inbound.wei > offer.inbound || outbound.wei > offer.outbound);
  const discard = (): void => {
    reset(asFields());
    setFocus('inbound');
  };
  const save = (): void => {
    if (valid) void actions.savePrices(configText(inbound.wei), configText(outbound.wei));
  };
  const help = (field: 'inbound' | 'outbound', input: PriceInput): string =>
    !changed[field] || !input.ok ? 'as asked now' : `asked now: ${priceWords(asked[field], unit)}`;

  return (
    <form
      className={text.stack}
      aria-label="Base prices"
      onSubmit={(event) => {
        event.preventDefault();
        if (dirty) save();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && dirty) discard();
      }}
    >
      <Panel
        title="Base prices"
        meta="for every model"
        foot={<PricePreview asked={asked} next={valid ? { inbound: inbound.wei, outbound: outbound.wei } : null} />}
        padded
      >
        <div className={styles.fields}>
          <NumberField
            {...register('inbound')}
            id="price-in"
            label="Tokens in"
            unit={priceUnitText[unit]}
            help={help('inbound', inbound)}
            problem={problemOf(inbound)}
            changed={changed.inbound}
          />
          <NumberField
            {...register('outbound')}
            id="price-out"
            label="Tokens out"
            unit={priceUnitText[unit]}
            help={help('outbound', outbound)}
            problem={problemOf(outbound)}
            changed={changed.outbound}
          />
        </div>
        {refused ? (
          <Notice kind="warning" title="Today’s client will be refused.">
            It offers {priceWords(offer.inbound, unit)} in and {priceWords(offer.outbound, unit)} out. With a higher
            price you serve only clients that offer more.
          </Notice>
        ) : (
          <Notice>
            Today’s client offers {priceWords(offer.inbound, unit)} in and {priceWords(offer.outbound, unit)} out. With
            these prices its requests are accepted.
          </Notice>
        )}
      </Panel>
      {dirty && (
        <NextAction
          kind={valid ? 'info' : 'attention'}
          title={valid ? changeWords(asked, { inbound: inbound.wei, outbound: outbound.wei }, unit) : 'Not saved.'}
          text={
            valid
              ? 'Saved in your configuration file with its comments kept. Asked from the next request on.'
              : 'Correct the marked price first. The prices asked now stay in force.'
          }
          action={
            <span className={text.row}>
              <Button kind="quiet" onClick={discard}>
                Discard
              </Button>
              {valid && (
                <Button kind="primary" type="submit" busy={saving}>
                  {saving ? 'Saving' : 'Save prices'}
                </Button>
              )}
            </span>
          }
        />
      )}
    </form>
  );
}

function changeWords(before: PricePair, next: PricePair, unit: PriceUnit): string {
  const parts = (['inbound', 'outbound'] as const)
    .filter((field) => before[field] !== next[field])
    .map(
      (field) =>
        `${field === 'inbound' ? 'Tokens in' : 'Tokens out'} ${priceWords(before[field], unit).split(' ')[0]} → ${priceWords(next[field], unit)}`,
    );
  return `${parts.join(', ')}.`;
}
