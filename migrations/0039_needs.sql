-- Published needs: whom one concerns (R1, C3). Each is told by us, or by a facilitator; the recruiter is told of nobody.

-- Holders from level 1 on who have any of what a need seeks, at its level, where it is or in reach of it, and do not
-- exclude the company (C5). A holder who can work in a whole department is in reach of each of its communes, and a need
-- of a whole department concerns whoever works in one of these. Distance is not asked, nor told.
create function relay.concerned(need uuid, moment timestamptz)
returns table (holder_id uuid, age_band text)
language sql stable
begin atomic
    with sought as (
        select
            proposal.siren, proposal.competences, proposal.levels,
            case proposal.place_kind
                when 'epci' then proposal.place_code
                when 'commune' then coalesce(cell.epci_code, commune.epci_code)
            end as epci_code,
            case proposal.place_kind
                when 'department' then proposal.place_code
                when 'epci' then (
                    select department_of_epci.department_code
                    from territory.department_of_epci
                    where department_of_epci.epci_code = proposal.place_code
                )
                when 'commune' then coalesce(cell.department_code, commune.department_code)
            end as department_code
        from relay.proposal
        left join territory.commune on proposal.place_kind = 'commune' and commune.code = proposal.place_code
        left join territory.commune_cell
            on commune_cell.commune_code = commune.code
           and commune_cell.tree_id = (select max(tree.id) from territory.tree where tree.k = 2000)
        left join presence.live_cell as cell on cell.cell = commune_cell.cell
        where proposal.id = concerned.need
          and proposal.kind = 'need'
          and proposal.withdrawn_at is null
          and proposal.expires_at > concerned.moment
    )
    select distinct person.id, person.age_band
    from sought
    join presence.visible_row on visible_row.competence_code = any(sought.competences)
    join presence.presence on presence.holder_id = visible_row.holder_id
    join account.holder as person on person.id = visible_row.holder_id and person.erased_at is null
    left join territory.department_of_epci as above on above.epci_code = visible_row.epci_code
    where visible_row.expires_at > concerned.moment
      and presence.expires_at > concerned.moment
      and exists (
          select from unnest(sought.competences, sought.levels) as wanted (competence_code, level)
          where wanted.competence_code = visible_row.competence_code and wanted.level <= visible_row.level
      )
      and case presence.place_kind
              when 'region' then true
              when 'department' then
                  sought.department_code is null or visible_row.department_code = sought.department_code
              when 'epci' then
                  coalesce(visible_row.epci_code = sought.epci_code, above.department_code = sought.department_code, true)
              else coalesce(
                  visible_row.epci_code = sought.epci_code,
                  coalesce(above.department_code, visible_row.department_code) = sought.department_code,
                  true
              )
          end
      and not exists (
          select from presence.excluded
          where excluded.holder_id = visible_row.holder_id and excluded.siren = sought.siren
      );
end;
